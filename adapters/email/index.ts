import type { Channel } from '../../channels/contract.ts';
import { emailCodec } from '../../channels/email/index.ts';
import { problemsOf } from '../settings.ts';
import { testAccount } from './account-test.ts';
import { EmailAdapter } from './adapter.ts';
import { fromEnvironment } from './environment.ts';
import { mediaFromLetter } from './media.ts';
import { parseMail } from './parse.ts';
import { type EmailSettings, emailFields, emailSettings } from './settings.ts';

/** Mailboxes over IMAP and SMTP. */
export const email: Channel = {
  codec: emailCodec,
  fields: emailFields,
  parseSettings(input) {
    const parsed = emailSettings.safeParse(input);
    return parsed.success
      ? { ok: true, settings: parsed.data }
      : { ok: false, problems: problemsOf(parsed.error) };
  },
  async readRaw(bytes, meta) {
    return parseMail(bytes, meta);
  },
  mediaFromRaw: mediaFromLetter,
  test: (settings, signal) => testAccount(settings as EmailSettings, signal),
  createAdapter: (host) => new EmailAdapter(host),
  fromEnvironment,
};

export { mediaFromLetter } from './media.ts';
