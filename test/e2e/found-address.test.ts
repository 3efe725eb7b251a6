import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';

let house: TestHouse;
let browser: TestBrowser;
let page: Page;

async function signedIn(options: { theme?: 'light' | 'dark'; phone?: boolean } = {}): Promise<Page> {
  const screen = await browser.screen(house.address, { language: 'ru-RU', ...options });
  await enter(screen, 'anna@house.test', PASSWORD);
  await screen.getByRole('tab', { name: /^Все/ }).click();
  return screen;
}

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  browser = await startBrowser();
  page = await signedIn();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const nina = { id: 'nina', name: 'Нина Белова' };
const found = (value: string, on = page) => on.getByRole('region', { name: `Найдено: ${value}` });

describe('an address that somebody only mentioned', { timeout: 120_000 }, () => {
  it('appears on the open page, is linked by one click, and says why', async () => {
    const { conversation } = await clientWrites(house, nina, 'Добрый день, нужен катер.');
    await page.goto(`${house.address}/contacts/${conversation.contact.id}`);
    await page.getByRole('button', { name: 'Добавить телефон' }).waitFor();
    await clientWrites(house, nina, '8 912 555-00-11');
    await found('+79125550011').getByText('Стоит в сообщении от').waitFor();
    await page.locator('[data-entry=message]').getByText('8 912 555-00-11').waitFor();
    await clientWrites(house, nina, 'nina@weak.example');
    await found('nina@weak.example').waitFor();
    await keepShot(page, 'people-found-ru');
    await found('+79125550011').getByRole('button', { name: 'Добавить' }).click();
    const phones = page.getByRole('region', { name: 'Телефоны' });
    await phones.getByRole('link', { name: '+79125550011' }).waitFor();
    await phones.getByText('Привязано: Anna подтвердил(а) то, что стояло в сообщении от').waitFor();
    await found('+79125550011').waitFor({ state: 'detached' });
    await page.locator('[data-entry=identity]').getByText('+79125550011').waitFor();
  });

  it('is gone from every screen once it is said to be somebody else’s, for ever', async () => {
    for (const options of [{ theme: 'dark' }, { theme: 'dark', phone: true }] as const) {
      const screen = await signedIn(options);
      await screen.goto(page.url());
      if ('phone' in options) await screen.getByRole('tab', { name: 'О человеке' }).click();
      const card = found('nina@weak.example', screen);
      await card.scrollIntoViewIfNeeded();
      await keepShot(screen, `people-found-${'phone' in options ? 'phone' : 'dark'}-ru`);
      if ('phone' in options) {
        expect(await screen.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        await card.getByRole('button', { name: 'Чужая почта' }).click();
        await found('nina@weak.example').waitFor({ state: 'detached' });
        await card.waitFor({ state: 'detached' });
      }
      await screen.context().close();
    }
    await clientWrites(house, nina, 'моя почта nina@weak.example');
    await clientWrites(house, nina, '8 912 555-00-12');
    await found('+79125550012').waitFor();
    const about = page.getByRole('complementary');
    expect(await about.getByText('nina@weak.example').count()).toBe(0);
  });
});
