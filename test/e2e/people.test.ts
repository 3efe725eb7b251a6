import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';

let house: TestHouse;
let browser: TestBrowser;
let page: Page;

const olga = { id: 'olga', name: 'Ольга Смирнова', phones: ['+79161234567'] };
const same = { id: 'olga-work', name: 'Ольга (работа)' };
const says = { olga: 'Добрый день! Есть ли катер на субботу?', same: 'Это снова я, пишу с рабочего.' };

/** The telephone exchange reports. */
async function reports(call: object): Promise<void> {
  const report = { direction: 'in', from: olga.phones[0], to: '101', ...call };
  const answer = await house.administrator.client.post('/calls', report);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function signedIn(options: { theme?: 'light' | 'dark'; phone?: boolean } = {}): Promise<Page> {
  const screen = await browser.screen(house.address, { language: 'ru-RU', ...options });
  await enter(screen, 'anna@house.test', PASSWORD);
  await screen.getByRole('tab', { name: /^Все/ }).click();
  return screen;
}

const rail = () => page.getByRole('navigation', { name: 'Главное меню' });
const dialog = () => page.getByRole('dialog');
const panel = () => page.getByRole('complementary', { name: 'О человеке' });

async function openPerson(name: string): Promise<void> {
  await page.goto(`${house.address}/contacts`);
  await page.getByRole('combobox').fill(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** A second of silence, as an exchange keeps it. */
function recording(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + 8000, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(8000, 40);
  return Buffer.concat([header, Buffer.alloc(8000, 128)]);
}

let exchange: Server;
const recordingUrl = () => `http://127.0.0.1:${(exchange.address() as AddressInfo).port}/c2.wav`;

beforeAll(async () => {
  exchange = createServer((_request, response) => {
    response.setHeader('Content-Type', 'audio/wav').end(recording());
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  house = await testHouse({ env: { RECORDING_HOSTS: new URL(recordingUrl()).host } });
  await connectToy(house);
  await clientWrites(house, olga, says.olga);
  await clientWrites(house, same, says.same);
  await clientWrites(house, { id: 'max', name: 'Максим Орлов' }, 'Сколько стоит прогулка на двоих?');
  browser = await startBrowser();
  page = await signedIn();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  exchange?.close();
});

describe('two contacts who are one person', { timeout: 120_000 }, () => {
  it('are compared, counted and merged', async () => {
    await page.locator('[data-conversation]', { hasText: olga.name }).getByRole('button').click();
    await panel().getByRole('button', { name: 'Объединить с другим человеком…' }).click();
    await dialog().getByRole('textbox', { name: 'Кто этот же человек?' }).fill('Ольга');
    await dialog()
      .getByRole('button', { name: /работа/ })
      .click();
    await dialog()
      .getByText(/^Переедет: 1 сообщение, 1 адрес/)
      .waitFor();
    await dialog().getByRole('radio', { name: same.name }).check();
    await keepShot(page, 'people-merge-ru');
    await dialog().getByRole('button', { name: 'Объединить', exact: true }).click();
    await page.getByText('теперь один человек').waitFor();
    await page.getByRole('log').getByText(says.same).waitFor();
    await page.getByRole('log').getByText(says.olga).waitFor();
    expect(await page.locator('[data-conversation]').count()).toBe(2);
    await panel().getByRole('button', { name: same.name }).waitFor();
    await keepShot(page, 'people-merged-ru');
  });

  it('are two again after the undo of the message', async () => {
    await page.getByRole('status').getByRole('button', { name: 'Отменить' }).click();
    await page.getByText('Объединение отменено.').waitFor();
    await page.locator('[data-conversation]', { hasText: same.name }).waitFor();
    await page.getByRole('log').getByText(says.same).waitFor({ state: 'detached' });
    await page.getByRole('log').getByText(says.olga).waitFor();
    await panel().getByRole('button', { name: olga.name }).waitFor();
  });

  it('can be undone later from the history and from the list of merges', async () => {
    const merge = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Объединить с другим человеком…' }).first().click();
      await dialog().getByRole('textbox').fill('работа');
      await dialog()
        .getByRole('button', { name: /работа/ })
        .click();
      await dialog()
        .getByText(/^Переедет/)
        .waitFor();
      await dialog().getByRole('button', { name: 'Объединить', exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    };
    await openPerson(olga.name);
    await merge();
    await page.locator('[data-entry=merge]').first().waitFor();
    await page.getByText(says.same).first().waitFor();
    await keepShot(page, 'people-page-ru');
    await page.getByRole('button', { name: 'Отменить объединение' }).click();
    await page.getByText(says.same).first().waitFor({ state: 'detached' });
    await expect.poll(() => page.getByText(/отменено объединение с контактом/).count()).toBe(2);

    await merge();
    await page.getByText(says.same).first().waitFor();
    await page.getByRole('complementary').getByText('Пришло с объединением контактов.').waitFor();
    await page.getByRole('button', { name: 'Отвязать olga-work' }).click();
    await page.getByText(says.same).first().waitFor({ state: 'detached' });

    await merge();
    await page.getByText(says.same).first().waitFor();
    await page.goto(`${house.address}/contacts/merges`);
    const line = page.locator('[data-merge]').first();
    await line.getByText(`${same.name} → ${olga.name}`).waitFor();
    await line.getByRole('button', { name: 'Отменить' }).click();
    await line.getByText(/^Отменено/).waitFor();
    await keepShot(page, 'people-merges-ru');
  });
});

describe('a suggestion', { timeout: 120_000 }, () => {
  it('says why two may be one, and is settled by one click', async () => {
    await page.goto(`${house.address}/contacts/suggestions`);
    await page.getByText('Возможных дублей нет').waitFor();
    const other = { id: 'petr', name: 'Пётр Кузнецов' };
    await clientWrites(house, other, 'Мой номер 8 916 123-45-67, перезвоните, пожалуйста.');
    await openPerson(other.name);
    const maybe = page.getByRole('region', { name: 'Возможно, тот же человек' });
    await maybe.getByText(olga.name).waitFor();
    await maybe.getByText(/другой написал его в сообщении/).waitFor();
    await keepShot(page, 'people-maybe-ru');
    await page.goto(`${house.address}/contacts/suggestions`);
    const card = page.locator('[data-suggestion]');
    await card.getByText('+79161234567 принадлежит одному, а другой написал его в сообщении.').waitFor();
    await keepShot(page, 'people-suggestions-ru');
    await card.getByRole('button', { name: 'Объединить' }).click();
    await page.getByText('теперь один человек').waitFor();
    await page.getByText('Возможных дублей нет').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Отменить' }).first().click();
    await page.getByText('Объединение отменено.').waitFor();
  });
});

describe('a telephone call', { timeout: 120_000 }, () => {
  it('shows who rings, and waits as work when nobody answers', async () => {
    await page.goto(`${house.address}/inbox/all`);
    await page.locator('[data-conversation]').first().waitFor();
    // Code comes late: keys meant for it do nothing else, and what is being written meanwhile is not disturbed.
    let come = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      come = resolve;
    });
    await page.route('**/ringing-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.route('**/overlays-*.js', async (route) => {
      await page.keyboard.press('Slash');
      await route.continue();
    });
    await page.keyboard.press('Control+KeyK');
    await page.getByRole('dialog', { name: 'Все команды' }).getByRole('textbox').fill('мне ник');
    const asked = page.waitForRequest(/ringing-/);
    await reports({ call: 'c1', event: 'ringing' });
    await asked;
    await page.keyboard.type('то не мешает');
    expect(await dialog().getByRole('textbox').inputValue()).toBe('мне никто не мешает');
    come();
    const card = page.locator('[data-call]');
    await card.getByText(olga.name).waitFor();
    await page.keyboard.press('Escape');
    await card.getByText(`Последние слова: ${says.olga}`).waitFor();
    await keepShot(page, 'people-ringing-ru');
    await reports({ call: 'c1', event: 'missed' });
    await card.waitFor({ state: 'detached' });
    await rail()
      .getByRole('button', { name: /^1 пропущенный звонок ждёт/ })
      .click();
    const row = page.locator('[data-missed]');
    await row.getByText(olga.name).waitFor();
    await keepShot(page, 'people-missed-ru');
    await row.getByRole('button', { name: 'Закрыть' }).click();
    await page.getByText('На все звонки ответили').waitFor();
    await rail()
      .getByRole('button', { name: /пропущенный звонок/ })
      .waitFor({ state: 'detached' });
  });

  it('of an unknown number becomes a contact with its call', async () => {
    const from = '+998901234567';
    await reports({ call: 'c2', event: 'ringing', from });
    const card = page.locator('[data-call]');
    await card.getByText('Незнакомый номер').waitFor();
    await card.getByRole('button', { name: 'Создать контакт' }).click();
    expect(await dialog().getByLabel('Телефон').inputValue()).toBe(from);
    await dialog().getByLabel('Имя').fill('Азиз Каримов');
    await dialog().getByRole('button', { name: 'Добавить', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Азиз Каримов' }).waitFor();
    await reports({ call: 'c2', event: 'answered', from });
    await reports({ call: 'c2', event: 'ended', from, duration: 75, recordingUrl: recordingUrl() });
    await page.locator('[data-entry=call]').getByText('Звонок от клиента').waitFor();
    await page.locator('[data-entry=call]').getByText('разговор 1:15').waitFor();
    await page.locator('[data-entry=call]').getByRole('button', { name: 'Слушать' }).click();
    await page.locator('[data-entry=call]').getByRole('button', { name: 'Пауза' }).waitFor();
    await keepShot(page, 'people-caller-ru');
  });
});

describe('a lead', { timeout: 120_000 }, () => {
  it('is planned, overdue, and fought down to zero', async () => {
    await openPerson('Максим Орлов');
    const status = page.getByRole('button', { name: 'Изменить статус лида' });
    await status.click();
    await page.getByRole('menuitem', { name: 'Запланирован' }).click();
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await dialog().getByText('Выберите дату и время.').waitFor();
    await dialog().getByLabel('Когда связаться снова').fill('2026-01-15T10:00');
    await dialog().getByLabel('Комментарий').fill('Просил перезвонить после отпуска');
    await keepShot(page, 'people-lead-form-ru');
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await dialog().waitFor({ state: 'detached' });
    await rail()
      .getByRole('button', { name: /^Мой день/ })
      .getByText('1')
      .waitFor();
    await rail()
      .getByRole('button', { name: /^Мой день/ })
      .click();
    const overdue = page.getByRole('region', { name: 'Просроченные лиды' });
    await overdue.getByText('Просил перезвонить после отпуска').waitFor();
    await keepShot(page, 'people-day-ru');
    await overdue.getByRole('button', { name: 'Отказ' }).click();
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await dialog().getByText('Выберите причину.').waitFor();
    await dialog().getByRole('radio', { name: 'Дорого' }).check();
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('Всё сделано').waitFor();
    await rail()
      .getByRole('button', { name: /^Мой день/ })
      .getByText('1')
      .waitFor({ state: 'detached' });
  });

  it('is bought for an amount, and all of it stands in the history', async () => {
    await openPerson('Максим Орлов');
    await page.getByText('Дорого').first().waitFor();
    await page.getByRole('button', { name: 'Изменить статус лида' }).click();
    await page.getByRole('menuitem', { name: 'Купил' }).click();
    await dialog().getByRole('textbox', { name: 'Сумма' }).fill('15000');
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await page
      .getByText(/15\s000\s₽/)
      .first()
      .waitFor();
    await expect.poll(() => page.locator('[data-entry=lead]').count()).toBe(4);
    await page.getByRole('button', { name: 'Сообщения' }).click();
    await page.locator('[data-entry=lead]').first().waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('[data-entry=message]').count()).toBe(1);
    await page.getByRole('button', { name: 'Всё', exact: true }).click();
    await page.getByLabel('Перейти к дате').fill('2020-02-02');
    await page.getByText('Такого нет').waitFor();
    await page.getByRole('button', { name: 'К последним' }).click();
    await page.locator('[data-entry=lead]').first().waitFor();
  });
});

describe('a task', { timeout: 120_000 }, () => {
  it('is set from the person, ticked off on my day, and taken back', async () => {
    await openPerson(olga.name);
    await page.keyboard.press('Alt+KeyA');
    await dialog().getByLabel('Что нужно сделать').fill('Выслать договор');
    await dialog().getByRole('button', { name: 'Сегодня 18:00' }).click();
    await dialog().getByLabel('Срок').fill('2026-01-16T09:30');
    await keepShot(page, 'people-task-ru');
    await dialog().getByRole('button', { name: 'Сохранить' }).click();
    await page.getByRole('complementary').getByText('Выслать договор').waitFor();
    await page.keyboard.press('Alt+KeyW');
    const overdue = page.getByRole('region', { name: 'Просроченные задачи' });
    await overdue.getByRole('checkbox', { name: 'Отметить сделанной: Выслать договор' }).click();
    await page.getByText('Всё сделано').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Отменить' }).click();
    await overdue.getByText('Выслать договор').waitFor();
  });
});

describe('a colleague', { timeout: 120_000 }, () => {
  it('is reminded of a task on his own screen, and sees it counted until it is done', async () => {
    const { user, client } = await house.person('operator');
    const screen = await browser.screen(house.address, { language: 'ru-RU' });
    await enter(screen, user.email, PASSWORD);
    await screen.getByRole('tab', { name: /^Все/ }).click();
    await screen.locator('[data-conversation]').first().waitFor();
    const { body } = await client.get('/search?q=Орлов');
    const soon = new Date(Date.now() + 1000).toISOString();
    const task = { title: 'Уточнить размер', dueAt: soon, remindAt: soon, assignee: user._id };
    const set = await house.administrator.client.post(`/contacts/${body.contacts[0].id}/tasks`, task);
    expect(set.status, JSON.stringify(set.body)).toBe(201);
    const notice = screen.getByRole('status').filter({ hasText: 'Задача: Уточнить размер' });
    await notice.waitFor({ timeout: 60_000 });
    const day = screen.getByRole('navigation').getByRole('button', { name: 'Мой день, 1' });
    await day.waitFor();
    await notice.getByRole('button', { name: 'Показать' }).click();
    await screen.getByRole('heading', { level: 1, name: 'Максим Орлов' }).waitFor();
    await screen.getByRole('checkbox', { name: /Уточнить размер/ }).click();
    await day.waitFor({ state: 'detached' });
    await screen.context().close();
  });
});

describe('what is known of a person', { timeout: 120_000 }, () => {
  it('is changed where it stands, and the fault is shown there', async () => {
    await openPerson(olga.name);
    const about = page.getByRole('complementary');
    await about.getByText('Привязано: человек пишет отсюда.').first().waitFor();
    await about.getByRole('button', { name: 'Добавить адрес почты' }).click();
    await about.getByRole('textbox', { name: 'Добавить адрес почты' }).fill('не адрес');
    await page.keyboard.press('Enter');
    await about.getByRole('alert').waitFor();
    await about.getByRole('textbox', { name: 'Добавить адрес почты' }).fill('olga@client.test');
    await page.keyboard.press('Enter');
    await about.getByRole('link', { name: 'olga@client.test' }).waitFor();
    await about.getByText('Записал(а) Anna.').waitFor();
    await about.getByRole('button', { name: 'Добавить телефон' }).click();
    await about.getByRole('textbox', { name: 'Добавить телефон' }).fill('+998 90 123-45-67');
    await page.keyboard.press('Enter');
    await about.getByText('уже принадлежит другому').waitFor();
    const phones = about.getByRole('region', { name: 'Телефоны' });
    await phones.getByRole('button', { name: 'Сравнить…' }).click();
    await dialog().getByText('Азиз Каримов').first().waitFor();
    await page.keyboard.press('Escape');
    await about.getByRole('button', { name: 'Отвязать olga@client.test' }).click();
    await about.getByRole('link', { name: 'olga@client.test' }).waitFor({ state: 'detached' });
  });

  it('looks right in the dark and on a phone', async () => {
    for (const options of [{ theme: 'dark' }, { theme: 'dark', phone: true }] as const) {
      const screen = await signedIn(options);
      const name = 'phone' in options ? 'phone' : 'dark';
      for (const [path, shot] of [
        ['/contacts', 'list'],
        ['/work', 'day'],
      ] as const) {
        await screen.goto(`${house.address}${path}`);
        await screen.getByRole('heading', { level: 1 }).waitFor();
        await screen.waitForTimeout(500);
        await keepShot(screen, `people-${shot}-${name}-ru`);
        const width = await screen.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBeLessThanOrEqual('phone' in options ? 360 : 1440);
      }
      await screen.goto(`${house.address}/contacts`);
      await screen.getByRole('combobox').fill('Ольга Смирнова');
      await screen.getByRole('option').first().click();
      await screen.locator('[data-entry]').first().waitFor();
      await keepShot(screen, `people-page-${name}-ru`);
      await screen.context().close();
    }
    // The server's refusals of an address that is none, and of one that is taken, were asked for.
    const real = browser.complaints().filter((words) => !/40[09] \((Bad Request|Conflict)\)/.test(words));
    expect(real).toEqual([]);
  });
});
