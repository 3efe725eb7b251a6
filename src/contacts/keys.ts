import type { Person } from '../../channels/message.ts';
import type { House } from '../house.ts';
import { channelOf } from '../registry.ts';
import type { IdentityDoc } from '../store/identities.ts';
import { parsePhone } from './phone.ts';

/** What makes an address unique, before it belongs to anybody. */
export type Address = Pick<IdentityDoc, 'key' | 'kind' | 'value'> & { channel?: string; accountId?: string };

/** A person as one channel names them. Where user ids differ between accounts, the account belongs to the key. */
export function channelAddress(
  house: House,
  account: { _id: string; channel: string },
  user: string,
): Address {
  const { usersPerAccount } = channelOf(house.registry, account.channel).codec.capabilities;
  const scope = usersPerAccount ? `${account.channel}:${account._id}` : account.channel;
  const address: Address = {
    key: `channel:${scope}:${user}`,
    kind: 'channel',
    value: user,
    channel: account.channel,
  };
  if (usersPerAccount) address.accountId = account._id;
  return address;
}

/** A group chat stands in the place of a person: everybody in it shares one conversation. */
export function chatAddress(account: { _id: string; channel: string }, chat: string): Address {
  const key = `channel:${account.channel}:${account._id}:chat:${chat}`;
  return { key, kind: 'channel', value: chat, channel: account.channel, accountId: account._id };
}

/** Null when it is no address. */
export function emailAddress(written: string): Address | null {
  const value = written.trim().toLowerCase();
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(value) || value.length > 320) return null;
  return { key: `email:${value}`, kind: 'email', value };
}

/** Null when it is no number anybody can be called at. */
export function phoneAddress(written: string): Address | null {
  const value = parsePhone(written);
  return value === null ? null : { key: `phone:${value}`, kind: 'phone', value };
}

/** Addresses that the network vouches for. */
export function provenAddresses(person: Person): Address[] {
  const emails = (person.emails ?? []).map(emailAddress);
  const phones = (person.phones ?? []).map(phoneAddress);
  return [...emails, ...phones].filter((address) => address !== null);
}
