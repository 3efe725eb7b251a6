import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';

let house: TestHouse;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  const { user } = await house.person('manager');
  await clientWrites(house, { id: 'olga', name: 'Ольга Смирнова' }, 'Добрый день!');
  browser = await startBrowser();
  page = await browser.screen(house.address, { language: 'ru-RU' });
  await enter(page, user.email, PASSWORD);
  await page.getByRole('tab', { name: /^Все/ }).click();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const answer = () => page.getByRole('textbox', { name: 'Напишите ответ…' });
const openOlga = () =>
  page.locator('[data-conversation]', { hasText: 'Ольга Смирнова' }).getByRole('button').first().click();

describe('a service that was updated under an open screen', { timeout: 120_000 }, () => {
  it('breaks no more of it than the part that is gone, and says what to do', async () => {
    await openOlga();
    await answer().fill('Недописанный ответ');
    // As after an update: the parts of the old build are gone, and the page is another one.
    await page.route('**/assets/*.js', (route) => route.fulfill({ status: 404 }));
    await page.route(`${house.address}/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script type="module" src="/assets/next.js"></script>',
      }),
    );
    await page.keyboard.press('Control+KeyK');
    await page.getByText('Эта часть экрана сломалась.').waitFor();
    const banner = page.locator('[data-edition]');
    await banner.getByText('Okno обновилось.').waitFor();
    await keepShot(page, 'edition-ru');
    await page.getByRole('button', { name: 'Эмодзи' }).click();
    await page.getByText('Эта часть экрана сломалась.').nth(1).waitFor();
    expect(await answer().inputValue()).toBe('Недописанный ответ');

    await page
      .getByRole('navigation', { name: 'Главное меню' })
      .getByRole('button', { name: 'Контакты' })
      .click();
    await page.getByRole('main').getByText('Эта часть экрана сломалась.').waitFor();
    await page.unroute('**/assets/*.js');
    await page.unroute(`${house.address}/`);
    await banner.getByRole('button', { name: 'Загрузить заново' }).click();
    await page.getByRole('heading', { level: 1, name: 'Контакты' }).waitFor();
    expect(await banner.count()).toBe(0);
    await page.goto(`${house.address}/inbox/all`);
    await openOlga();
    await expect.poll(() => answer().inputValue()).toBe('Недописанный ответ');
  });
});
