import { z } from 'zod';
import type { SettingField } from '../../channels/contract.ts';

const groupId = z.coerce.number().int().positive();

export const vkSettings = z.strictObject({
  token: z.string().trim().min(20, 'Paste the whole access token of the community.'),
  groupId,
  mode: z.enum(['longpoll', 'callback']).default('longpoll'),
  /** Secret key of the Callback API server. */
  secret: z.string().trim().min(1).max(50).optional(),
  /** What VK wants to hear once; asked from the network when empty. */
  confirmation: z.string().trim().min(1).max(50).optional(),
  /** Show group chats too. */
  groups: z.boolean().default(false),
  apiRoot: z.url().default('https://api.vk.ru/method'),
});
export type VkSettings = z.infer<typeof vkSettings>;

export const vkFields: readonly SettingField[] = [
  { name: 'token', kind: 'secret', required: true },
  { name: 'groupId', kind: 'number', required: true },
  { name: 'mode', kind: 'choice', required: false, choices: ['longpoll', 'callback'], default: 'longpoll' },
  { name: 'secret', kind: 'secret', required: false, when: { name: 'mode', is: 'callback' } },
  { name: 'confirmation', kind: 'text', required: false, when: { name: 'mode', is: 'callback' } },
  { name: 'groups', kind: 'toggle', required: false, default: false, advanced: true },
  { name: 'apiRoot', kind: 'text', required: false, advanced: true },
];
