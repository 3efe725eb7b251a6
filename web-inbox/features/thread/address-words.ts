import type { ContactView, ConversationView } from '../../../src/api/protocol.ts';

type Route = Pick<ConversationView['routes'][number], 'channel' | 'address'>;

/** An address that a person would recognise: a letter's, a telephone's, a name; not a number of the network's own. */
const isReadable = (address: string): boolean => /^[^\s@]+@[^\s@]+$|^[+@]/.test(address);

/** How to name the address a person is reached at; empty where only the network can read it. Pure. */
export function addressWords({ channel, address }: Route, contact: ContactView | undefined): string {
  if (isReadable(address)) return address;
  const own = contact?.identities.find(
    (identity) => identity.kind === 'channel' && identity.channel === channel && identity.value === address,
  );
  return own?.label ?? '';
}
