import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/service.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';
import { freshHouse } from './fresh-house.ts';

const person = { name: 'Anna Petrova', email: 'anna@company.test', password: 'a long enough password' };
let house: Service;
let network: TelegramSimulator;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  network = await createTelegramSimulator();
  house = await freshHouse();
  browser = await startBrowser();
  page = await browser.screen(house.address);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await network?.close();
});

describe('a messenger, from the first start to a delivered file', { timeout: 120_000 }, () => {
  it('creates the first administrator', async () => {
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('Email').fill(person.email);
    await page.locator('input[name=password]').fill('short');
    await page.getByRole('button', { name: 'Create and open the inbox' }).click();
    await page.getByText('The password needs at least 10 characters.').waitFor();
    await page.locator('input[name=password]').fill(person.password);
    await keepShot(page, 'first-run');
    await page.getByRole('button', { name: 'Create and open the inbox' }).click();
    await page.getByRole('button', { name: 'Connect an account' }).waitFor();
    await keepShot(page, 'first-inbox');
  });

  it('says what is wrong with a token, and connects the right one after a live test', async () => {
    await page.getByRole('button', { name: 'Connect an account' }).click();
    await page.getByRole('button', { name: 'Connect an account' }).click();
    await page.getByRole('button', { name: /^Telegram/ }).click();
    await page.getByRole('button', { name: 'More settings' }).click();
    await page.getByLabel('API address').fill(network.url);
    await page.getByLabel('Token', { exact: true }).fill('123456:this-token-is-not-known-here-at-all');
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText('The connection does not work yet').waitFor();
    await keepShot(page, 'account-wrong-token');
    await page.getByLabel('Token', { exact: true }).fill(network.token);
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText('It works').waitFor();
    await keepShot(page, 'account-works');
    await page.getByLabel('Name inside Okno').fill('Our bot');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    await keepShot(page, 'accounts');
  });

  it('shows a person who writes without a reload, and delivers an answer with a file', async () => {
    await page.getByRole('button', { name: 'Inbox' }).first().click();
    await page.getByRole('tab', { name: /^Unassigned/ }).click();
    await page.getByText('Everybody has somebody').waitFor();
    const client = network.user('Ігор Петренко', { first_name: 'Ігор', last_name: 'Петренко' });
    client.says('Добрий день! Чи можна забронювати човен на суботу?');
    const row = page.locator('[data-conversation]', { hasText: 'Ігор Петренко' });
    await row.waitFor();
    expect(await page.getByRole('tab', { name: /^Unassigned/ }).textContent()).toContain('1');
    await row.getByRole('button').click();
    await page.getByRole('log').getByText('Чи можна забронювати човен').waitFor();

    const field = page.getByRole('textbox', { name: 'Write an answer…' });
    await field.fill('Так, **звичайно**. Ось план причалу.');
    await page.setInputFiles('input[type=file]', {
      name: 'plan.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 a plan of the pier'),
    });
    await page.getByRole('button', { name: 'Remove plan.pdf' }).waitFor();
    await keepShot(page, 'composer');
    await field.press('Enter');
    await page.getByRole('log').getByRole('img', { name: 'Sent', exact: true }).waitFor();
    await keepShot(page, 'thread-light');

    const words = JSON.stringify(network.sent());
    expect(words).toContain('звичайно');
    expect(words).toContain('plan.pdf');
    expect(await page.getByRole('log').getByText('звичайно').count()).toBe(1);
  });

  it('keeps what is written while the line is down, and sends it once when it is back', async () => {
    await page.context().setOffline(true);
    await page.getByRole('textbox', { name: 'Write an answer…' }).fill('До зустрічі в суботу!');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('До зустрічі в суботу!').waitFor();
    await page.context().setOffline(false);
    await expect
      .poll(() => network.sent().filter((sent) => sent.text === 'До зустрічі в суботу!').length, {
        timeout: 30_000,
      })
      .toBe(1);
    await expect
      .poll(() => page.getByRole('log').getByText('До зустрічі в суботу!').count(), { timeout: 15_000 })
      .toBe(1);
  });

  it('asks to sign in again when the session ends, and loses no word of what was being written', async () => {
    await page.context().clearCookies();
    await page.getByRole('textbox', { name: 'Write an answer…' }).fill('A long answer, half written');
    await page.getByText('Your session has ended').waitFor();
    await keepShot(page, 'session-over');
    await page.locator('input[name=password]').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Your session has ended').waitFor({ state: 'hidden' });
    expect(await page.getByRole('textbox', { name: 'Write an answer…' }).inputValue()).toBe(
      'A long answer, half written',
    );
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Write an answer…' }).inputValue()).toBe(
      'A long answer, half written',
    );
    await page.getByRole('textbox', { name: 'Write an answer…' }).fill('');
  });

  it('tells the same in Russian and in the dark, on a phone as well', async () => {
    for (const phone of [false, true]) {
      const other = await browser.screen(house.address, { language: 'ru-RU', theme: 'dark', phone });
      await enter(other, person.email, person.password);
      await other.getByRole('tab', { name: /^Все/ }).click();
      const row = other.locator('[data-conversation]', { hasText: 'Ігор Петренко' });
      await row.waitFor();
      await keepShot(other, phone ? 'phone-list-ru' : 'list-dark-ru');
      await row.getByRole('button').click();
      await other.getByRole('log').getByText('звичайно').waitFor();
      await keepShot(other, phone ? 'phone-thread-ru' : 'thread-dark-ru');
      const width = await other.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(phone ? 360 : 1440);
      if (phone) {
        await other.getByRole('button', { name: 'Назад' }).click();
        await row.waitFor();
      }
      await other.context().close();
    }
  });

  it('leaves nothing to complain about in the console', () => {
    const real = browser.complaints().filter((words) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(words));
    expect(real).toEqual([]);
  });
});
