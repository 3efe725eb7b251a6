import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telegram } from '../../../adapters/telegram/index.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { never } from './bench.ts';

const token = '7100000001:AAabc_def-123';

describe('settings', () => {
  it('fill what may be left out', () => {
    expect(telegram.parseSettings({ token: ` ${token} `, apiRoot: 'http://localhost:8081/' })).toEqual({
      ok: true,
      settings: { token, mode: 'polling', groups: false, apiRoot: 'http://localhost:8081' },
    });
    expect(telegram.parseSettings({ token, apiRoot: 'https://api.telegram.org/' })).toEqual({
      ok: true,
      settings: { token, mode: 'polling', groups: false },
    });
  });

  it.each([
    [{}, 'token', 'required'],
    [null, 'token', 'required'],
    [{ token: 'abc' }, 'token', 'invalid'],
    [{ token, mode: 'pigeon' }, 'mode', 'invalid'],
    [{ token, apiRoot: 'localhost' }, 'apiRoot', 'invalid'],
    [{ token, apiRoot: 'file:///etc' }, 'apiRoot', 'invalid'],
    [{ token, mode: 'webhook', secret: 'с пробелом' }, 'secret', 'invalid'],
    [{ token, groups: 'yes' }, 'groups', 'invalid'],
    [{ token, tokens: 1 }, 'tokens', 'unknown'],
  ])('%o names %s', (input, field, code) => {
    const parsed = telegram.parseSettings(input);
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ field, code }]);
  });

  it('come from the environment', () => {
    expect(telegram.fromEnvironment({})).toBeUndefined();
    expect(telegram.fromEnvironment({ TELEGRAM_BOT_TOKEN: token })?.settings).toEqual({
      token,
      mode: 'polling',
    });
  });
});

describe('the test before saving', () => {
  let simulator: TelegramSimulator;
  beforeEach(async () => {
    simulator = await createTelegramSimulator();
  });
  afterEach(() => simulator.close());
  const settings = (change: object = {}) => {
    const parsed = telegram.parseSettings({ token: simulator.token, apiRoot: simulator.url, ...change });
    return parsed.ok ? parsed.settings : {};
  };

  it('says who the bot is and what stands in the way, and changes nothing', async () => {
    await fetch(`${simulator.url}/bot${simulator.token}/setWebhook?url=https://shop.example/hook`);
    const result = await telegram.test(settings({ groups: true }), never);
    expect(result).toMatchObject({ ok: true, self: '7100000001', name: 'Тиха Гавань' });
    const notes = result.ok ? JSON.stringify(result.notes) : '';
    expect(notes).toMatch(/@tyha_havan_bot/);
    expect(notes).toMatch(/shop\.example/);
    expect(notes).toMatch(/privacy-mode/);
    expect(simulator.webhookInfo().url).toBe('https://shop.example/hook');
  });

  it('names the field to mend', async () => {
    expect(await telegram.test(settings({ token: '7100000001:wrong' }), never)).toMatchObject({
      ok: false,
      error: 'unauthorised',
      field: 'token',
    });
    expect(await telegram.test(settings({ apiRoot: 'http://127.0.0.1:9' }), never)).toMatchObject({
      ok: false,
      error: 'unreachable_network',
      field: 'apiRoot',
    });
  });
});
