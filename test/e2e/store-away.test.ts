import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';
import { enter, startBrowser, type TestBrowser } from './browser.ts';

let dir: string;
let engine: EmbeddedStore;
let wire: FaultProxy;
let house: TestHouse;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'okno-e2e-away-'));
  engine = await startEmbedded({ dir, listen: { port: 0 } });
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(engine.uri)?.[1]);
  wire = await createFaultProxy(port);
  house = await testHouse({ storeUri: engine.uriFor('okno').replace(`:${port}/`, `:${wire.port}/`) });
  browser = await startBrowser();
  page = await browser.screen(house.address, { language: 'ru-RU', theme: 'light' });
  await enter(page, 'anna@house.test', PASSWORD);
  await page.getByRole('tab', { name: /^Мои/ }).waitFor();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  wire.refusing = false;
  await house?.close();
  await wire?.close();
  await engine?.close();
  rmSync(dir, { recursive: true, force: true });
});

it('a database that is away is told on the screen, signs nobody out, and the line goes by itself', {
  timeout: 180_000,
}, async () => {
  // What is told live is heard: before that there is no line on which trouble could be told.
  await connectToy(house);
  await clientWrites(house, { id: 'v1', name: 'Вера' }, 'первое');
  await page.getByRole('tab', { name: /^Все/ }).click();
  await page.getByText('первое').first().waitFor();
  await clientWrites(house, { id: 'v1', name: 'Вера' }, 'второе');
  await page.getByText('второе').first().waitFor();
  const trouble = page.getByText('Сервер не может достучаться до базы данных');
  wire.refusing = true;
  wire.cut();
  await trouble.waitFor({ timeout: 60_000 });
  // Whoever opens a page now is told so too, and is not asked to sign in.
  await page.reload();
  await page.getByText('Сервер не отвечает').waitFor({ timeout: 60_000 });
  expect(await page.locator('input[name=password]').count()).toBe(0);
  wire.refusing = false;
  await page.getByRole('tab', { name: /^Мои/ }).waitFor({ timeout: 90_000 });
  await trouble.waitFor({ state: 'hidden', timeout: 60_000 });
});
