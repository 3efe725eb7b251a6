import type { ListResponse } from 'imapflow';
import { describe, expect, it } from 'vitest';
import { imapTrouble } from '../../../adapters/email/imap/errors.ts';
import { sentFolder } from '../../../adapters/email/imap/folders.ts';
import { email } from '../../../adapters/email/index.ts';
import { demandsStartTls, type EmailSettings, smtpServer } from '../../../adapters/email/settings.ts';

const given = (over: Record<string, unknown> = {}) => ({
  address: 'Support@Havan.example',
  imap: { host: 'imap.havan.example', pass: 'app-pass' },
  smtp: { host: 'smtp.havan.example' },
  ...over,
});
const parse = (input: unknown): EmailSettings => {
  const parsed = email.parseSettings(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings as EmailSettings;
};
const problems = (input: unknown): string[] => {
  const parsed = email.parseSettings(input);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.field);
};

describe('settings of a mailbox', () => {
  it('fills what is usual and survives being checked again', () => {
    const settings = parse(given());
    expect(settings).toMatchObject({
      address: 'support@havan.example',
      imap: { port: 993, secure: true, user: 'support@havan.example' },
      smtp: { port: 465, secure: true },
    });
    expect(parse(settings)).toEqual(settings);
  });

  it('signs in to the outgoing server as to the mailbox unless told otherwise, also after a change', () => {
    const settings = parse(given());
    expect(smtpServer(settings)).toMatchObject({ user: 'support@havan.example', pass: 'app-pass' });
    const changed = parse({ ...settings, imap: { ...settings.imap, pass: 'newer' } });
    expect(smtpServer(changed).pass).toBe('newer');
    expect(smtpServer(parse(given({ smtp: { host: 'h', user: 'relay', pass: 'other' } })))).toMatchObject({
      user: 'relay',
      pass: 'other',
    });
  });

  it.each([
    [given({ address: 'nonsense' }), ['address']],
    [given({ imap: { host: '', pass: 'x' } }), ['imap.host']],
    [given({ imap: { host: 'h', port: 99_999, pass: 'x' } }), ['imap.port']],
    [given({ imap: { host: 'h' } }), ['imap.pass']],
    [given({ smtp: {} }), ['smtp.host']],
    [given({ colour: 'red' }), ['colour']],
  ])('names the field that is wrong: %j', (input, fields) => {
    expect(problems(input)).toEqual(fields);
  });

  it('takes lists as a form sends them, and OAuth2 instead of a password', () => {
    expect(parse(given({ aliases: 'a@havan.example, b@havan.example' })).aliases).toEqual([
      'a@havan.example',
      'b@havan.example',
    ]);
    expect(problems(given({ imap: { host: 'h' }, oauth2: { clientId: 'c', refreshToken: 'r' } }))).toEqual(
      [],
    );
  });

  it.each([
    ['imap.havan.example', 143, true],
    ['imap.havan.example', 993, false],
    ['127.0.0.1', 143, false],
    ['localhost', 143, false],
  ])('%s:%i demands an upgrade: %s', (host, port, demanded) => {
    expect(demandsStartTls(parse(given({ imap: { host, port, pass: 'x' } })).imap)).toBe(demanded);
    expect(demandsStartTls(parse(given({ imap: { host, port, pass: 'x', plain: true } })).imap)).toBe(false);
  });

  it('upgrades where TLS cannot stand from the first byte, whatever the switch says', () => {
    const settings = parse(given({ smtp: { host: 'smtp.havan.example', port: 587, secure: true } }));
    expect(settings.smtp.secure).toBe(false);
    expect(demandsStartTls(settings.smtp)).toBe(true);
  });

  it('comes from the environment', () => {
    const env = {
      EMAIL_IMAP_URL: 'imaps://support%40havan.example:p%23ss@imap.havan.example',
      EMAIL_SMTP_URL: 'smtp://smtp.havan.example:587',
    };
    const found = email.fromEnvironment(env);
    expect(found?.name).toBe('support@havan.example');
    expect(parse(found?.settings)).toMatchObject({
      imap: {
        host: 'imap.havan.example',
        port: 993,
        secure: true,
        user: 'support@havan.example',
        pass: 'p#ss',
      },
      smtp: { host: 'smtp.havan.example', port: 587, secure: false },
    });
    expect(email.fromEnvironment({})).toBeUndefined();
  });
});

describe('a mailbox server', () => {
  const folder = (name: string, specialUse?: string, source?: 'extension' | 'name') =>
    ({ path: name, name, specialUse, specialUseSource: source }) as ListResponse;

  it.each([['Отправленные'], ['Надіслані'], ['Sent Items'], ['Yuborilgan']])(
    'keeps sent mail in %s',
    (name) => {
      expect(sentFolder([folder('INBOX'), folder('Archive'), folder(name)])).toBe(name);
    },
  );

  it('says itself where sent mail lies', () => {
    expect(sentFolder([folder('Sent', '\\Sent', 'name'), folder('Posted', '\\Sent', 'extension')])).toBe(
      'Posted',
    );
    expect(sentFolder([folder('INBOX')])).toBeUndefined();
  });

  it.each([
    [{ authenticationFailed: true, responseText: 'Invalid credentials' }, 're-authorise'],
    [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE', responseText: 'later' }, undefined],
    [{ authenticationFailed: true, responseText: 'Too many simultaneous connections' }, undefined],
    [{ code: 'ECONNREFUSED' }, undefined],
  ])('fails with %j and asks for %s', (facts, action) => {
    const trouble = imapTrouble(Object.assign(new Error('failed'), facts), 'imap.gmail.com');
    expect(trouble.action).toBe(action);
    if (action !== undefined) expect(trouble.detail).toContain('app password');
  });
});
