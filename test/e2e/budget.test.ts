import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, startBrowser, type TestBrowser } from './browser.ts';

let house: TestHouse;
let browser: TestBrowser;

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  await clientWrites(house, { id: 'p1', name: 'Olga' }, 'Is anybody there?');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('what the screen costs', { timeout: 60_000 }, () => {
  it('is at most 250 KB of compressed script until a conversation is open, and nothing while idle', async () => {
    const page = await browser.screen(house.address);
    // What the first visit still loads would be cut off by the counted one.
    await page.locator('input[name=email]').waitFor();
    await page.waitForLoadState('networkidle');
    const scripts = new Map<string, Promise<number>>();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      scripts.set(
        response.url(),
        response.body().then((body) => gzipSync(body).length),
      );
    });
    await page.reload();
    await enter(page, 'anna@house.test', PASSWORD);
    await page.getByRole('tab', { name: /^All/ }).click();
    await page.locator('[data-conversation]').getByRole('button').click();
    await page.getByRole('log').getByText('Is anybody there?').waitFor();
    await page.waitForTimeout(2000);
    const bytes = (await Promise.all(scripts.values())).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThanOrEqual(250 * 1024);

    asked.length = 0;
    await page.waitForTimeout(6000);
    expect(asked).toEqual([]);
  });
});
