import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/service.ts';
import { createMailServer, type MailServer } from '../simulators/email/index.ts';
import { enter, keepShot, startBrowser, type TestBrowser } from './browser.ts';
import { freshHouse } from './fresh-house.ts';

const owner = { email: 'owner@company.test', password: 'a long enough password' };
let house: Service;
let mail: MailServer;
let browser: TestBrowser;
let page: Page;

const letter = (lines: string[]): string => `${lines.join('\r\n')}\r\n`;

beforeAll(async () => {
  mail = await createMailServer({ address: 'hello@company.test' });
  house = await freshHouse({ OKNO_ADMIN_EMAIL: owner.email, OKNO_ADMIN_PASSWORD: owner.password });
  const { addFirstAdministrator } = await import('../../src/users/people.ts');
  await addFirstAdministrator(house.house, { name: 'Ольга', ...owner });
  browser = await startBrowser();
  page = await browser.screen(house.address, { language: 'ru-RU', theme: 'dark' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await mail?.close();
});

describe('a mailbox, in Russian and in the dark', { timeout: 120_000 }, () => {
  it('refuses a wrong password with a sentence in the right language', async () => {
    await enter(page, owner.email, 'not the password');
    await page.getByText('Почта или пароль не подходят.').waitFor();
    await page.locator('input[name=password]').fill(owner.password);
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('tab', { name: /^Мои/ }).waitFor();
  });

  it('connects the mailbox after a live test', async () => {
    await page.goto(`${house.address}/settings/accounts`);
    await page.getByRole('button', { name: 'Подключить аккаунт' }).click();
    await page.getByRole('button', { name: /^Email/ }).click();
    await page.getByLabel('Адрес почты').fill(mail.address);
    const [imap, smtp] = [mail.imap, mail.smtp];
    await page.getByRole('button', { name: 'Ещё настройки' }).click();
    for (const [part, server] of [
      ['imap', imap],
      ['smtp', smtp],
    ] as const) {
      await page.locator(`[data-field="${part}.host"]`).fill(server.host);
      await page.locator(`[data-field="${part}.port"]`).fill(String(server.port));
      await page.locator(`[data-field="${part}.user"]`).fill(mail.user);
      await page.locator(`input[data-field="${part}.pass"]`).fill(mail.pass);
      const group = page.locator('section', { has: page.locator(`[data-field="${part}.host"]`) });
      await group.getByRole('switch', { name: /^Шифрование/ }).uncheck({ force: true });
    }
    await keepShot(page, 'mail-form-dark-ru');
    await page.getByRole('button', { name: 'Проверить связь' }).click();
    await page.getByText('Работает:').waitFor();
    await page.getByRole('button', { name: 'Подключить', exact: true }).click();
    await page.getByText('На связи', { exact: true }).waitFor();
  });

  it('shows a letter with its original in a sealed frame, and sends the answer with its file', async () => {
    await page.goto(`${house.address}/inbox/unassigned`);
    await page.getByText('У каждого есть ответственный').waitFor();
    mail.deliver(
      letter([
        `From: =?UTF-8?B?${Buffer.from('Иван Сидоров').toString('base64')}?= <ivan@client.test>`,
        `To: <${mail.address}>`,
        `Subject: =?UTF-8?B?${Buffer.from('Счёт за март').toString('base64')}?=`,
        `Date: ${new Date().toUTCString()}`,
        'Message-ID: <one@client.test>',
        'MIME-Version: 1.0',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(
          '<h2>Добрый день!</h2><p>Пришлите, пожалуйста, <b>счёт</b> за март.</p>' +
            '<img src="https://tracker.test/seen.png" width="1"><script>parent.hacked = true</script>',
        ).toString('base64'),
      ]),
    );
    const row = page.locator('[data-conversation]', { hasText: 'Иван Сидоров' });
    await row.waitFor({ timeout: 60_000 });
    await row.getByRole('button').click();
    await page.getByRole('log').getByText('за март').first().waitFor();
    await page.getByRole('button', { name: 'Показать оригинал' }).click();
    const original = page.frameLocator('iframe[title="Оригинал письма"]');
    await original.getByText('Добрый день!').waitFor();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await keepShot(page, 'letter-dark-ru');

    await page.getByRole('textbox', { name: 'Напишите ответ…' }).fill('Здравствуйте! Счёт во вложении.');
    await page.setInputFiles('input[type=file]', {
      name: 'счёт.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 march'),
    });
    await page.getByRole('button', { name: 'Убрать счёт.pdf' }).waitFor();
    await page.getByRole('button', { name: 'Отправить', exact: true }).click();
    await page
      .getByRole('log')
      .getByRole('img', { name: 'Отправлено', exact: true })
      .waitFor({ timeout: 60_000 });
    await keepShot(page, 'letter-answered-dark-ru');
    const sent = mail.sent();
    expect(sent.flatMap((one) => one.to)).toContain('ivan@client.test');
    expect(sent.at(-1)?.raw.toString('latin1')).toMatch(/In-Reply-To: <one@client\.test>/i);
  });

  it('leaves a note that stays inside, closes, and is found among the closed', async () => {
    await page.getByRole('tab', { name: 'Заметка' }).click();
    await page.getByRole('textbox', { name: /^Заметка/ }).fill('Постоянный клиент, _скидка 5%_.');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('скидка 5%').waitFor();
    expect(mail.sent()).toHaveLength(1);
    await keepShot(page, 'note-dark-ru');
    await page.getByRole('button', { name: 'Закрыть', exact: true }).first().click();
    await page.locator('[data-conversation]', { hasText: 'Иван Сидоров' }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: /^Все/ }).click();
    await page.getByRole('button', { name: 'Фильтр' }).click();
    await page.getByRole('menuitem', { name: 'Закрытые' }).click();
    await page.locator('[data-conversation]', { hasText: 'Иван Сидоров' }).getByRole('button').click();
    await page.getByRole('button', { name: 'Открыть снова' }).waitFor();
    await keepShot(page, 'closed-dark-ru');
    await page.keyboard.press('Control+KeyK');
    await page.getByRole('textbox', { name: 'Что сделать?' }).fill('поиск');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Поиск' }).fill('сидоров');
    await page.getByRole('dialog').getByText('Иван').first().waitFor();
    await keepShot(page, 'search-dark-ru');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+KeyK');
    await page.getByRole('textbox', { name: 'Что сделать?' }).fill('сидоров');
    await page.getByRole('option', { name: 'Искать «сидоров» среди людей и сообщений' }).waitFor();
    await keepShot(page, 'palette-dark-ru');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Поиск' }).getByText('Иван').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Поиск' }).waitFor({ state: 'detached' });
    await page.locator('header').getByText('Иван Сидоров').waitFor();
    expect(browser.complaints()).toEqual([]);
  });
});
