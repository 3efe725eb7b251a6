import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const debian = '/usr/bin/chromium';
const shots = fileURLToPath(new URL('../../test-artifacts/', import.meta.url));
const built = fileURLToPath(new URL('../../dist/web/index.html', import.meta.url));

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that hums, so that recording can be tried anywhere.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export interface ScreenOptions {
  language?: string;
  theme?: 'light' | 'dark';
  phone?: boolean;
}

export interface TestBrowser {
  /** A page of its own person: no cookie and no preference of another. */
  screen(url: string, options?: ScreenOptions): Promise<Page>;
  /** What a page complained about. A story that ends with complaints is not told well. */
  complaints(): string[];
  close(): Promise<void>;
}

/** Debian's Chromium, or the one of the package where there is none. */
export async function startBrowser(): Promise<TestBrowser> {
  if (!existsSync(built)) throw new Error('The screen is not built: run the tests with "npm test".');
  const browser = await launch();
  const complaints: string[] = [];
  return {
    async screen(url, { language = 'en-GB', theme = 'light', phone = false } = {}) {
      const context = await browser.newContext({
        locale: language,
        colorScheme: theme,
        viewport: phone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
        ...(phone ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        const expected = message.text().includes('401');
        if (message.type() === 'error' && !expected) complaints.push(message.text());
      });
      await page.goto(url);
      return page;
    },
    complaints: () => complaints,
    close: () => browser.close(),
  };
}

async function launch(): Promise<Browser> {
  if (existsSync(debian)) return chromium.launch({ executablePath: debian, args: flags });
  const { default: packaged } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, ...flags],
  });
}

/** Signs somebody in where the sign-in form is shown, in whatever language. */
export async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

/** Keeps a picture of the screen for people who look at the test's artefacts. */
export async function keepShot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${shots}${name}.png` });
}
