import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/demo/free-port.ts';
import type { Service } from '../../src/service.ts';
import { addFirstAdministrator } from '../../src/users/people.ts';
import { createMailServer, type MailServer } from '../simulators/email/index.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { createViberSimulator, type ViberSimulator } from '../simulators/viber/index.ts';
import { type Client, signIn } from '../support/client.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';
import { freshHouse } from './fresh-house.ts';

/** A crowded machine takes its time. */
const SOON = { timeout: 20_000 };

const person = { name: 'Anna Petrova', email: 'anna@company.test', password: 'a long enough password' };
const INVITATION = [
  'From: Kate <kate@client.example>',
  'To: sales@havan.example',
  'Subject: Meeting',
  'Message-ID: <invitation@client.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Please come on Friday.',
  '--b',
  'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
  '',
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:u1@client.example',
  'ORGANIZER:mailto:kate@client.example',
  'DTSTART:20261127T100000Z',
  'DTEND:20261127T110000Z',
  'SUMMARY:Boat inspection',
  'END:VEVENT',
  'END:VCALENDAR',
  '--b--',
  '',
].join('\r\n');

let house: Service;
let messenger: TelegramSimulator;
let paid: ViberSimulator;
let mail: MailServer;
let letters: string[];
let browser: TestBrowser;
let page: Page;
let client: Client;

const keyboardOf = (text: string): unknown => {
  const markup = messenger.sent().find((one) => one.text === text)?.body.reply_markup;
  return typeof markup === 'string' ? JSON.parse(markup) : markup;
};
const composer = () => page.getByRole('textbox', { name: 'Write an answer…' });
const log = () => page.getByRole('log');
const open = async (name: string) => {
  const row = page.locator('[data-conversation]', { hasText: name });
  await row.waitFor();
  await row.getByRole('button').first().click();
  await page.getByRole('heading', { name }).or(page.locator('header').getByText(name)).first().waitFor();
};

beforeAll(async () => {
  letters = [];
  messenger = await createTelegramSimulator();
  paid = await createViberSimulator({ retryMs: 5 });
  mail = await createMailServer({
    address: 'support@havan.example',
    imap: 'simulator',
    onLetter: (letter) => letters.push(letter.raw.toString('utf8')),
  });
  const port = String(await freePort(0));
  house = await freshHouse({ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` });
  await addFirstAdministrator(house.house, person);
  client = await signIn(house.address, person);
  const accounts = [
    { channel: 'telegram', name: 'Our bot', settings: { token: messenger.token, apiRoot: messenger.url } },
    { channel: 'viber', name: 'Our other bot', settings: { token: paid.token, apiRoot: paid.url } },
    {
      channel: 'email',
      name: 'Our mailbox',
      settings: { ...mail.settings(), aliases: 'sales@havan.example' },
    },
  ];
  for (const account of accounts) expect((await client.post('/accounts', account)).status).toBe(201);
  for (let online = false; !online; await new Promise((next) => setTimeout(next, 100))) {
    const { body } = await client.get('/accounts');
    online = body.items.every((one: { health: { state: string } }) => one.health.state === 'online');
  }
  browser = await startBrowser();
  page = await browser.screen(house.address);
  await enter(page, person.email, person.password);
  await page.getByRole('tab', { name: /^All/ }).click();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await Promise.all([messenger?.close(), paid?.close(), mail?.close()]);
});

describe('everything an answer can carry', { timeout: 120_000 }, () => {
  it('records a voice message in the browser, lets it be heard, and sends it as voice', async () => {
    messenger.user('Ihor').says('Can you tell me more?');
    await open('Ihor');
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await page.getByText('Recording', { exact: true }).waitFor();
    await page.waitForTimeout(1500);
    await page.getByRole('button', { name: 'Stop and listen' }).click();
    await page.getByLabel('Your recording').waitFor();
    await keepShot(page, 'composer-voice');
    await page.getByRole('button', { name: 'Send the recording' }).click();
    await page.getByRole('button', { name: 'Remove voice.ogg' }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const spoken = () => messenger.sent().find((one) => one.method.toLowerCase() === 'sendvoice');
    await expect.poll(spoken, SOON).toBeDefined();
    const bytes = Buffer.from(spoken()?.files[0]?.bytes ?? []);
    expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
    // The browser itself is the judge of what was packed.
    const seconds = await page.evaluate(async (base64) => {
      const sound = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      return (await new AudioContext().decodeAudioData(sound.buffer)).duration;
    }, bytes.toString('base64'));
    expect(seconds).toBeGreaterThan(1);
    await log().getByRole('button', { name: 'Play' }).waitFor();
  });

  it('puts quick answers and links under a message', async () => {
    await composer().fill('Which day suits you?');
    await page.getByRole('button', { name: 'Buttons', exact: true }).click();
    await page.getByLabel('What the button says').first().fill('Friday');
    await page.getByRole('button', { name: 'Add a button' }).click();
    await page.getByLabel('What the button says').nth(1).fill('Prices');
    await page.getByLabel('What it does').nth(1).selectOption('url');
    const send = page.getByRole('button', { name: 'Send', exact: true });
    expect(await send.isDisabled()).toBe(true);
    await page.getByLabel('Link', { exact: true }).fill('https://havan.example/prices');
    await keepShot(page, 'composer-buttons');
    await send.click();
    await expect
      .poll(() => keyboardOf('Which day suits you?'), SOON)
      .toMatchObject({
        inline_keyboard: [
          [{ text: 'Friday', callback_data: 'Friday' }],
          [{ text: 'Prices', url: 'https://havan.example/prices' }],
        ],
      });
    await log().getByRole('group', { name: 'Buttons under this message' }).getByText('Friday').waitFor();
  });

  it('hears a pressed button at once, and shows what was pressed', async () => {
    const asked = messenger.sent().find((one) => one.text === 'Which day suits you?');
    const press = messenger.user('Ihor').presses(asked?.ids[0] ?? 0, 'Friday');
    await log().getByText('Pressed a button').waitFor();
    await expect.poll(() => messenger.answers().some(({ id }) => id === press), SOON).toBe(true);
  });

  it('reacts, changes and deletes', async () => {
    const theirs = log().locator('[data-side=in] [data-side=in]', { hasText: 'Can you tell me more?' });
    await theirs.hover();
    await theirs.getByRole('button', { name: 'React', exact: true }).click();
    await page.getByRole('button', { name: '👍' }).click();
    await expect.poll(() => messenger.calls('setMessageReaction').length, SOON).toBe(1);
    await log().getByText('👍').waitFor();

    await composer().fill('See you at **ten**');
    await page.keyboard.press('Enter');
    const ours = log().locator('[data-side=out] [data-side=out]', { hasText: 'See you at' });
    await ours.getByRole('img', { name: 'Sent', exact: true }).waitFor();
    await ours.hover();
    await ours.getByRole('button', { name: 'Change the text' }).click();
    const editor = page.getByLabel('Change what you wrote');
    expect(await editor.inputValue()).toBe('See you at **ten**');
    await editor.fill('See you at **eleven**');
    await page.getByRole('button', { name: 'Save the change' }).click();
    await expect
      .poll(() => messenger.calls('editMessageText').at(-1)?.body.text, SOON)
      .toBe('See you at eleven');
    await log().getByText('eleven').waitFor();
    const row = page.locator('[data-conversation]', { hasText: 'Ihor' });
    await row.getByText('See you at eleven').waitFor();
    await ours.hover();
    await ours.getByRole('button', { name: 'Delete for everybody' }).click();
    await page.getByRole('menuitem', { name: 'Delete for everybody' }).click();
    await expect.poll(() => messenger.calls('deleteMessages').length, SOON).toBe(1);
    await log().getByText('This message was deleted').waitFor();
    await row.getByText('See you at eleven').waitFor({ state: 'hidden' });
  });

  it('keeps the order in which files were chosen, and shows what was sent from wherever one reads', async () => {
    const client = messenger.user('Ihor');
    for (let line = 0; line < 30; line += 1) client.says(`Line ${line} of a long story`);
    await log().getByText('Line 29 of a long story').waitFor();
    // A thread that moved by a hand's breadth is still read at its end; one whose reader turns the wheel is not.
    await log().evaluate((thread) => thread.scrollBy(0, -30));
    client.says('Line 30, and one breath');
    await log().getByText('Line 30, and one breath').waitFor();
    const left = (thread: Element) => thread.scrollHeight - thread.scrollTop - thread.clientHeight;
    await expect.poll(() => log().evaluate(left), SOON).toBeLessThan(2);
    await log().hover();
    await page.mouse.wheel(0, -4000);
    await log().getByText('Line 29 of a long story').waitFor({ state: 'detached' });
    client.says('And this is how it ended');
    await page.getByText('1 new message', { exact: true }).waitFor();
    expect(await log().getByText('And this is how it ended').isVisible()).toBe(false);
    // The first is the largest: it is the last to be up.
    const names = ['one', 'two', 'three', 'four', 'five'];
    const files = names.map((name, at) => ({
      name: `${name}.pdf`,
      mimeType: 'application/pdf',
      buffer: Buffer.concat([Buffer.from('%PDF-1.4 '), Buffer.alloc((5 - at) * 400_000, name)]),
    }));
    await page.setInputFiles('input[type=file]', files);
    await composer().fill('All five plans');
    const send = page.getByRole('button', { name: 'Send', exact: true });
    await expect.poll(() => send.isEnabled(), SOON).toBe(true);
    const shown = await page
      .getByRole('button', { name: /^Remove / })
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(shown).toEqual(names.map((name) => `Remove ${name}.pdf`));
    await composer().press('Enter');
    await log().getByText('All five plans').waitFor();
    await expect.poll(() => messenger.sent().at(-1)?.files.length, SOON).toBe(5);
    await log()
      .getByRole('link', { name: /five\.pdf/ })
      .waitFor();
    await keepShot(page, 'thread-files');
  });

  it('sends later, shows until when it waits, and takes it back into the composer', async () => {
    await composer().fill('Do not forget tomorrow');
    await page.getByRole('button', { name: 'Send later' }).click();
    await keepShot(page, 'composer-later');
    await page.getByRole('menuitem', { name: /Tomorrow morning/ }).click();
    await log()
      .getByText(/^Leaves /)
      .waitFor();
    await keepShot(page, 'thread-scheduled');
    expect(messenger.sent().some((one) => one.text === 'Do not forget tomorrow')).toBe(false);
    await log().getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => composer().inputValue(), SOON).toBe('Do not forget tomorrow');
    await composer().fill('');
  });

  it('asks before a message that may cost money', async () => {
    await paid.person('Olena').subscribes();
    let id: string | undefined;
    while (id === undefined) {
      const { body } = await client.get('/conversations?status=any');
      id = body.items.find((row: { contact: { name: string } }) => row.contact.name === 'Olena')?.id;
    }
    await page.goto(`${house.address}/inbox/all/${id}`);
    await composer().fill('Welcome!');
    await page.keyboard.press('Enter');
    const dialog = page.getByText('This message may cost money', { exact: true });
    await dialog.waitFor();
    await keepShot(page, 'composer-paid');
    expect(paid.sent()).toHaveLength(0);
    await page.getByRole('button', { name: 'Send all the same' }).click();
    await expect.poll(() => paid.sent().length, SOON).toBe(1);
  });

  it('answers an invitation from the address it was sent to', async () => {
    await page.goto(house.address);
    await page.getByRole('tab', { name: /^All/ }).click();
    mail.deliver(INVITATION);
    await open('Kate');
    expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('sales@havan.example');
    await log().getByRole('button', { name: 'Accept' }).click();
    await expect.poll(() => letters.length, SOON).toBe(1);
    const letter = letters[0] ?? '';
    expect(letter).toMatch(/^From: .*<sales@havan\.example>/m);
    expect(letter).toMatch(/text\/calendar;.*method=REPLY/i);
    const calendar = Buffer.from(
      /text\/calendar[\s\S]*?base64\r?\n[\s\S]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/i.exec(letter)?.[1] ?? '',
      'base64',
    ).toString();
    expect(`${calendar}${letter}`).toMatch(/PARTSTAT=ACCEPTED/);
    await log().getByText('Accepted: Boat inspection').first().waitFor();
    await keepShot(page, 'thread-invitation');
  });

  it('writes buttons as numbered lines where there are none, and says so before', async () => {
    await composer().fill('Which boat?');
    await page.getByRole('button', { name: 'Buttons', exact: true }).click();
    await page.getByLabel('What the button says').fill('The small one');
    await page.getByText('choices go as numbered lines').waitFor();
    await page.getByText('buttons: sent in another form').waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => letters.some((one) => /^1\. The small one/m.test(one)), SOON).toBe(true);
  });

  it('leaves nothing to complain about in the console', () => {
    expect(browser.complaints()).toEqual([]);
  });
});
