import { z } from 'zod';
import type { SettingField } from '../../channels/contract.ts';

export const viberSettings = z.strictObject({
  token: z.string().trim().min(20, 'Paste the whole token from the Viber admin panel.'),
  /** Shown above our messages; the account's own name when empty. */
  senderName: z.string().trim().max(28).optional(),
  /** Answer to a person who opens the chat for the first time. */
  welcome: z.string().trim().max(7000).optional(),
  apiRoot: z.url().default('https://chatapi.viber.com/pa'),
});
export type ViberSettings = z.infer<typeof viberSettings>;

export const viberFields: readonly SettingField[] = [
  { name: 'token', kind: 'secret', required: true },
  { name: 'senderName', kind: 'text', required: false },
  { name: 'welcome', kind: 'text', required: false },
  { name: 'apiRoot', kind: 'text', required: false, advanced: true },
];
