import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserDoc } from '../../src/store/users.ts';
import type { Client } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';

interface Colleague {
  user: UserDoc;
  client: Client;
}

const names = { olga: 'Ольга Мельник', pavel: 'Павел Лунёв', nina: 'Нина Котова', marko: 'Марко Бондар' };
const LEASE_MINUTES = 5;

let ahead = 0;
let house: TestHouse;
let browser: TestBrowser;
let team: Record<keyof typeof names, Colleague>;
let board: Page;
let screen: Page;

/** The house's clock goes on while the story does not wait. */
const pass = (minutes: number): void => {
  ahead += minutes * 60_000;
};

async function hired(name: string, role: 'operator' | 'manager'): Promise<Colleague> {
  const made = await house.person(role);
  const { client } = house.administrator;
  const changed = await client.patch(`/users/${made.user._id}`, { name, shift: 'off', language: 'ru' });
  expect(changed.status).toBe(200);
  return made;
}

async function open(who: Colleague, path: string, phone = false): Promise<Page> {
  const page = await browser.screen(house.address, { language: 'ru-RU', phone });
  await enter(page, who.user.email, PASSWORD);
  await page.getByRole('tab', { name: /^Мои/ }).waitFor();
  if (path !== '') await page.goto(house.address + path);
  return page;
}

const waiting = (page: Page, name: string) => page.locator('[data-waiting]', { hasText: name });
const operator = (page: Page, who: Colleague) => page.locator(`[data-operator="${who.user._id}"]`);

beforeAll(async () => {
  house = await testHouse({ clock: { now: () => Date.now() + ahead } });
  await connectToy(house);
  team = {
    olga: await hired(names.olga, 'operator'),
    pavel: await hired(names.pavel, 'operator'),
    nina: await hired(names.nina, 'operator'),
    marko: await hired(names.marko, 'manager'),
  };
  const { client } = house.administrator;
  const value = { enabled: true, strategy: 'least-loaded', capacity: 10, leaseMinutes: LEASE_MINUTES };
  expect((await client.put('/settings/routing', { value })).status).toBe(200);
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('three operators and a manager, in Russian', { timeout: 120_000 }, () => {
  it('shows the manager at once that somebody waits while nobody is on shift', async () => {
    board = await open(team.marko, '/board');
    await board.getByText('Никто не ждёт', { exact: true }).waitFor();
    await clientWrites(house, { id: 'p1', name: 'Анна Белова' }, 'Здравствуйте! Есть кто-нибудь?');
    await board.locator('[data-forgotten="1"]').waitFor();
    await board.locator('[data-forgotten="1"]').click();
    await waiting(board, 'Анна Белова').getByText('никого на смене').waitFor();
    await keepShot(board, 'board-forgotten-ru');
  });

  it('routes the lead to whoever comes on shift, and lets the lease move on', async () => {
    screen = await open(team.olga, '');
    await screen.getByRole('button', { name: 'Профиль и статус' }).click();
    await screen.getByRole('menuitem', { name: 'На смене', exact: true }).click();
    await screen.locator('[data-conversation]', { hasText: 'Анна Белова' }).getByRole('button').click();
    await screen
      .locator('header')
      .getByTitle(/^Перейдёт через/)
      .waitFor();
    await screen
      .getByRole('log')
      .getByText(/подошла очередь|отвечает за|уже общались/)
      .waitFor();
    await board.locator('[data-forgotten="0"]').waitFor();
    await keepShot(screen, 'lease-ru');

    expect((await team.pavel.client.patch('/me', { shift: 'on' })).status).toBe(200);
    pass(LEASE_MINUTES + 1);
    const second = await open(team.pavel, '');
    await second.locator('[data-conversation]', { hasText: 'Анна Белова' }).getByRole('button').click();
    await second.getByRole('log').getByText('никто не ответил вовремя').waitFor();
    await screen.locator('[data-conversation]', { hasText: 'Анна Белова' }).waitFor({ state: 'detached' });
    await second.getByRole('textbox', { name: 'Напишите ответ…' }).fill('Добрый день! Я здесь.');
    await second.getByRole('button', { name: 'Отправить', exact: true }).click();
    await second.getByRole('log').getByText('Добрый день! Я здесь.').waitFor();
    await waiting(board, 'Анна Белова').waitFor({ state: 'detached' });
    await second.context().close();
  });

  it('hands over everything of a colleague who fell ill, and takes it back', async () => {
    expect((await team.nina.client.patch('/me', { shift: 'on' })).status).toBe(200);
    for (const [id, name] of [
      ['p2', 'Борис Титов'],
      ['p3', 'Вера Сомова'],
      ['p4', 'Глеб Юдин'],
    ] as const) {
      const { conversation } = await clientWrites(house, { id, name }, `Это ${name}, подскажите, пожалуйста`);
      const given = await team.marko.client.patch(`/conversations/${conversation.id}`, {
        assignee: team.nina.user._id,
      });
      expect(given.status).toBe(200);
      const text = `Здравствуйте, ${name}!`;
      const sent = await team.nina.client.post(`/conversations/${conversation.id}/messages`, {
        clientId: `answer-${id}`,
        text,
      });
      expect(sent.status).toBe(201);
    }
    expect((await team.nina.client.patch('/me', { shift: 'off' })).status).toBe(200);
    await operator(board, team.nina).getByText('3 из 10').waitFor();
    await operator(board, team.nina).getByRole('button').click();
    await board.getByRole('menuitem', { name: 'Передать всё…' }).click();
    const dialog = board.getByRole('dialog', { name: `Передать дела: ${names.nina}` });
    await dialog.getByLabel('Записка тому, кто примет дела').fill('Нина заболела, брони в таблице.');
    await dialog.getByRole('button', { name: 'Показать, что будет' }).click();
    await dialog.getByText('Вот что будет').waitFor();
    await keepShot(board, 'reassign-plan-ru');
    await dialog.getByRole('button', { name: 'Передать 3' }).click();
    await dialog.getByText('Передано: 3').waitFor();
    await operator(board, team.nina).getByText('0 из 10').waitFor();
    await dialog.getByRole('button', { name: 'Отменить передачу' }).click();
    await dialog.getByText('Возвращено: 3').waitFor();
    await dialog.locator('footer, div').getByRole('button', { name: 'Закрыть', exact: true }).last().click();
    await operator(board, team.nina).getByText('3 из 10').waitFor();
    await keepShot(board, 'board-ru');
  });

  it('lets the manager look in, whisper and take over', async () => {
    await board.getByText(/^Все, кто ждёт/).click();
    await clientWrites(house, { id: 'p5', name: 'Дарья Киль' }, 'Можно перенести на субботу?');
    await waiting(board, 'Дарья Киль')
      .getByRole('button', { name: /^Что можно сделать/ })
      .click();
    await board.getByRole('menuitem', { name: 'Подсказать коллеге' }).click();
    await board.getByRole('textbox', { name: /^Заметка/ }).fill('Суббота свободна после трёх.');
    await board.keyboard.press('Enter');
    await board.getByRole('log').getByText('Суббота свободна после трёх.').waitFor();
    await board.keyboard.press('Control+KeyK');
    await board.getByRole('textbox', { name: 'Что сделать?' }).fill('забрать');
    await board.keyboard.press('Enter');
    await board.getByRole('button', { name: `Ответственный: ${names.marko}` }).waitFor();
    // He is not on shift; the routing has looked at it and leaves the person to him until the lease ends.
    await board
      .locator('header')
      .getByTitle(/^Перейдёт через/)
      .waitFor();
    await board.getByRole('button', { name: `Ответственный: ${names.marko}` }).waitFor();
  });

  it('changes what a screen may do while it is open', async () => {
    await expect.poll(() => screen.getByRole('button', { name: 'Кто ждёт', exact: true }).count()).toBe(0);
    const { client } = house.administrator;
    const raised = await client.patch(`/users/${team.olga.user._id}`, { role: 'manager' });
    expect(raised.status).toBe(200);
    await screen.getByRole('button', { name: 'Кто ждёт', exact: true }).click();
    await screen.getByText('Ждут сейчас').waitFor();
    const lowered = await client.patch(`/users/${team.olga.user._id}`, { role: 'operator' });
    expect(lowered.status).toBe(200);
    await screen.getByRole('button', { name: 'Кто ждёт', exact: true }).waitFor({ state: 'detached' });
  });

  it('shows the day as pictures with their tables, on a telephone as well', async () => {
    await board.goto(`${house.address}/reports/leads?by=channel`);
    await board.locator('[data-chart=leads]').waitFor();
    await board.getByRole('table').getByRole('row', { name: /Всего/ }).getByText('5').waitFor();
    const phone = await open(team.marko, '/board', true);
    await phone.getByText('Ждут сейчас').waitFor();
    const sideways = await phone.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways).toBe(false);
    await keepShot(phone, 'board-phone-ru');
    expect(browser.complaints()).toEqual([]);
  });
});
