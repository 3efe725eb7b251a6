import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/service.ts';
import { addFirstAdministrator } from '../../src/users/people.ts';
import { createMailServer, type MailServer } from '../simulators/email/index.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';
import { freshHouse } from './fresh-house.ts';

const person = { name: 'Анна Петрова', email: 'anna@company.test', password: 'a long enough password' };
let house: Service;
let network: TelegramSimulator;
let mail: MailServer;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  network = await createTelegramSimulator();
  mail = await createMailServer({ imap: 'simulator' });
  house = await freshHouse();
  await addFirstAdministrator(house.house, person);
  browser = await startBrowser();
  page = await signedIn(false, 'light');
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await network?.close();
  await mail?.close();
});

async function signedIn(phone: boolean, theme: 'light' | 'dark'): Promise<Page> {
  const screen = await browser.screen(house.address, { language: 'ru-RU', theme, phone });
  await enter(screen, person.email, person.password);
  await screen.getByRole('tab', { name: /^Все/ }).waitFor();
  return screen;
}

async function connect(channel: string, name: string, settings: unknown): Promise<void> {
  const made = await page.evaluate(async (body) => (await fetch('/api/v1/accounts', body)).status, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, name, settings }),
  });
  expect(made).toBe(201);
}

describe('a manager teaches the bot, in Russian', { timeout: 120_000 }, () => {
  it('takes a ready-made flow, tries it on each channel and publishes it', async () => {
    await connect('telegram', 'Наш бот', { token: network.token, mode: 'polling', apiRoot: network.url });
    await connect('email', 'Почта', mail.settings());
    await page.goto(`${house.address}/bot`);
    await page.getByText('Сценариев пока нет').waitFor();
    await keepShot(page, 'bot-empty-ru');
    await page.getByRole('button', { name: /^Небольшой магазин/ }).click();
    await page.getByText('Пишите так, как писал бы человек').waitFor();
    const field = page.getByLabel('Написать от имени человека');
    await field.fill('Здравствуйте, а доставка есть?');
    await field.press('Enter');
    await page
      .getByRole('log')
      .getByText(/Доставляем по городу/)
      .waitFor();
    await page.getByRole('log').getByRole('button', { name: 'Сделать заказ' }).click();
    await page
      .getByRole('log')
      .getByText(/Что хотите заказать/)
      .waitFor();
    await keepShot(page, 'bot-editor-ru');
    await page.getByText('Email', { exact: true }).click();
    await page
      .getByText(/номера вместо кнопок/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'В каналах' }).click();
    await page.getByText(/номера вместо кнопок/).waitFor({ state: 'hidden' });
    await keepShot(page, 'bot-channels-ru');
  });

  it('says at the field what is missing, and saves and publishes once it is there', async () => {
    await page.getByRole('button', { name: /Сказать.*Здравствуйте/ }).click();
    const greeting = page.getByRole('textbox', { name: 'Текст', exact: true });
    await greeting.fill('');
    await page.getByText('нет текста').first().waitFor();
    await keepShot(page, 'bot-problem-ru');
    expect(await page.getByRole('button', { name: 'Опубликовать' }).isDisabled()).toBe(true);
    await greeting.fill('Здравствуйте! Это лодочная станция.');
    await page.getByRole('button', { name: 'Опубликовать' }).click();
    await page.getByText('Опубликована версия 2.').waitFor();
    await page.getByRole('tab', { name: 'Версии' }).click();
    await page.getByText('Версия 2').first().waitFor();
    await keepShot(page, 'bot-versions-ru');
  });

  it('switches it on, and it answers a new person within a moment', async () => {
    await page.goto(`${house.address}/bot`);
    await page.getByText('Бот выключен').waitFor();
    await page.getByRole('switch', { name: /Бот выключен/ }).click({ force: true });
    await page.getByText('Бот включён').waitFor();
    await keepShot(page, 'bot-on-ru');
    const client = network.user('Игорь', { first_name: 'Игорь' });
    client.says('Добрый день!');
    await expect
      .poll(() => network.sent().filter(({ text }) => text?.includes('лодочная станция')).length, {
        timeout: 10_000,
      })
      .toBe(1);
    await page.goto(`${house.address}/inbox/all`);
    await page.locator('[data-conversation]', { hasText: 'Игорь' }).getByRole('button').first().click();
    await page
      .getByRole('log')
      .getByText(/лодочная станция/)
      .waitFor();
    const takeOver = page.getByRole('button', { name: /Взять разговор на себя/ });
    await keepShot(page, 'bot-thread-ru');
    await takeOver.click();
    await page.getByRole('button', { name: /Вернуть разговор боту/ }).click();
    await takeOver.waitFor();
  });

  it('plays the flow through on the past and sends nothing', async () => {
    const before = network.sent().length;
    await page.goto(`${house.address}/bot`);
    await page.getByRole('button', { name: 'Небольшой магазин', exact: true }).click();
    await page.getByRole('tab', { name: 'На прошлом' }).click();
    await page.getByRole('button', { name: 'Проиграть' }).click();
    await page.getByText('Из них роботам').waitFor();
    await keepShot(page, 'bot-dry-run-ru');
    expect(network.sent()).toHaveLength(before);
  });

  it('fits a phone and the dark', async () => {
    for (const phone of [false, true]) {
      const other = await signedIn(phone, 'dark');
      await other.goto(`${house.address}/bot`);
      await other.getByText('Бот включён').waitFor();
      await keepShot(other, phone ? 'bot-phone-ru' : 'bot-dark-ru');
      await other.getByRole('button', { name: 'Небольшой магазин', exact: true }).click();
      await other.getByRole('button', { name: /Выбор/ }).first().click();
      await keepShot(other, phone ? 'bot-phone-editor-ru' : 'bot-dark-editor-ru');
      await other.goto(`${house.address}/inbox/all`);
      await other.locator('[data-conversation]', { hasText: 'Игорь' }).getByRole('button').first().click();
      await other.getByRole('button', { name: /Взять разговор на себя/ }).waitFor();
      await keepShot(other, phone ? 'bot-phone-thread-ru' : 'bot-dark-thread-ru');
      const width = await other.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(phone ? 360 : 1440);
    }
    expect(browser.complaints()).toEqual([]);
  });
});
