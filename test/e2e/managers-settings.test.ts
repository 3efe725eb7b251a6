import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { connectToy } from '../support/story.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';

let house: TestHouse;
let browser: TestBrowser;
let page: Page;

const settings = async (section: string): Promise<void> => {
  await page.goto(`${house.address}/settings/${section}`);
  await page.getByRole('navigation', { name: 'Настройки' }).waitFor();
};
const saved = () => page.getByText('Сохранено', { exact: true }).first().waitFor();
const main = (): Locator => page.getByRole('main');

/** The value in force, as the server has it. */
async function setting(key: string): Promise<Record<string, unknown>> {
  const { body } = await house.administrator.client.get('/settings');
  return body.items.find((item: { key: string }) => item.key === key).value;
}

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  const { user } = await house.person('operator');
  await house.administrator.client.patch(`/users/${user._id}`, { name: 'Ольга Мельник' });
  browser = await startBrowser();
  page = await browser.screen(house.address, { language: 'ru-RU', theme: 'dark' });
  await enter(page, 'anna@house.test', PASSWORD);
  await page.getByRole('tab', { name: /^Мои/ }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('the settings of a house, in Russian and in the dark', { timeout: 120_000 }, () => {
  it('makes a team with its members and refuses a second one of that name', async () => {
    await settings('teams');
    for (const attempt of ['first', 'second'] as const) {
      await page.getByRole('button', { name: 'Новая команда' }).click();
      await page.getByLabel('Название команды').fill('Продажи');
      if (attempt === 'first') await page.getByLabel('Ольга Мельник').check();
      await page.getByRole('button', { name: 'Сохранить' }).click();
      if (attempt === 'first') await page.locator('[data-team="Продажи"]').getByText('1 сотрудник').waitFor();
    }
    await page.getByText('Команда с таким названием уже есть.').waitFor();
    const { body } = await house.administrator.client.get('/users');
    const olga = body.items.find((user: { name: string }) => user.name === 'Ольга Мельник');
    expect(olga.teams).toHaveLength(1);
  });

  it('gives people languages and a capacity', async () => {
    await settings('people');
    await page.getByRole('button', { name: 'Изменить: Ольга Мельник' }).click();
    await page.getByRole('combobox', { name: 'Говорит на' }).click({ force: true });
    await page.getByRole('option', { name: 'Українська' }).click();
    await page.getByLabel('Диалогов одновременно').fill('7');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.locator('[data-person="Ольга Мельник"]').getByText('Українська').waitFor();
    const { body } = await house.administrator.client.get('/users');
    const olga = body.items.find((user: { name: string }) => user.name === 'Ольга Мельник');
    expect(olga).toMatchObject({ capacity: 7, languages: ['uk'] });
  });

  it('writes routing, reasons of refusal, the company and alarms', async () => {
    await settings('routing');
    await main()
      .getByRole('switch', { name: /^Распределять/ })
      .check({ force: true });
    await page.getByRole('radio', { name: 'Тому, у кого меньше всех' }).check();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await saved();
    expect(await setting('routing')).toMatchObject({ enabled: true, strategy: 'least-loaded' });
    await keepShot(page, 'routing-dark-ru');

    await settings('refusals');
    await page.getByRole('textbox', { name: 'Причина' }).fill('Закрыт причал');
    await page.getByRole('button', { name: 'Добавить причину' }).click();
    await page.getByRole('button', { name: 'Выше: Закрыт причал' }).click();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await saved();
    expect((await setting('refusalReasons')).reasons).toContain('Закрыт причал');

    await settings('house');
    await page.getByLabel('Название компании').fill('Тихая гавань');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await saved();
    expect(await setting('house')).toMatchObject({ name: 'Тихая гавань' });

    await settings('delivery');
    await page.getByLabel('На почту').fill('not an address');
    await page.getByText('Не похоже на адрес почты').waitFor();
    await page.getByLabel('На почту').fill('marko@house.test');
    await page.getByRole('button', { name: 'Сохранить' }).last().click();
    await saved();
    expect(await setting('alarms')).toMatchObject({ emails: ['marko@house.test'] });
  });

  it('shows a token once; it opens the doors until it is revoked', async () => {
    await settings('tokens');
    await page.getByRole('button', { name: 'Новый ключ' }).click();
    await page.getByLabel('Для чего он?').fill('Телефонная станция');
    await page.getByRole('button', { name: 'Новый ключ' }).click();
    const token = await page.getByRole('textbox', { name: 'Ключ' }).inputValue();
    const exchange = createClient(house.address, { authorization: `Bearer ${token}` });
    expect((await exchange.get('/session')).status).toBe(200);
    await keepShot(page, 'token-dark-ru');
    await page.reload();
    const row = page.locator('[data-token="Телефонная станция"]');
    await row.waitFor();
    expect(await page.getByText(token).count()).toBe(0);
    await row.getByRole('button', { name: 'Отозвать' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Отозвать' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await exchange.get('/session')).status).toBe(401);
  });

  it('shows connections with what they need, and nothing that did not arrive', async () => {
    await page.goto(`${house.address}/channels`);
    await page.locator('[data-state=online]').getByText('Toy').first().waitFor();
    await page.getByRole('button', { name: 'Проверить сейчас' }).click();
    await page.getByText('Связь есть.').waitFor();
    await page.getByRole('region', { name: 'Этот сервер' }).getByText('работает').waitFor();
    await page.goto(`${house.address}/undelivered`);
    await page.getByText('Всё дошло').waitFor();
    await keepShot(page, 'undelivered-dark-ru');
    // The refused second team is the one complaint.
    expect(browser.complaints().filter((one) => !one.includes('409'))).toEqual([]);
  });
});
