import type { Model } from 'mongoose';
import type { House } from '../house.ts';
import { raw } from '../store/raw.ts';
import type { PersonIds } from './new-person.ts';

/**
 * Something that belongs to a contact besides messages, addresses and the timeline: calls, tasks. It goes along when
 * contacts are merged, comes back when that is undone, and may hang on an address before anybody has it. Every member
 * must be safe to repeat: a process may die at any point and the work is done again.
 */
export interface ContactFollowers {
  /** Shown among the counts of a merge. */
  name: string;
  /** How many of them the contact has. */
  count(house: House, contactId: string): Promise<number>;
  /** Makes everything of the contact `from` belong to `into`; each thing keeps its first owner as its home. */
  follow(house: House, from: string, into: PersonIds): Promise<void>;
  /** Gives `to` what belongs to `from` by now and has one of `homes` as its home, or hangs on one of these addresses. */
  goBack(
    house: House,
    from: string,
    to: PersonIds,
    homes: readonly string[],
    addresses: readonly string[],
  ): Promise<void>;
  /** An address (`phone:+7...`, `email:...`) has become the contact's: what hung on it alone is theirs from now on. */
  addressLinked?(house: House, key: string, person: PersonIds): Promise<void>;
  /** An address is the contact's no longer: what came by it alone is nobody's again. */
  addressRemoved?(house: House, key: string, person: PersonIds): Promise<void>;
}

/** Fields by which `fieldFollowers` moves a document. */
interface Owned {
  _id: string;
  contactId?: string | null;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
}

/**
 * Followers kept as documents with `contactId`, `rev` and an optional `home`. `conversationField` names the field that
 * holds the conversation's id, where there is one; `addressField` the one that holds the bare address ("+7...").
 */
export function fieldFollowers<T extends Owned>(
  name: string,
  modelOf: (house: House) => Model<T>,
  options: { conversationField?: string; addressField?: string } = {},
): ContactFollowers {
  const { conversationField, addressField } = options;
  const owner = ({ contactId, conversationId }: PersonIds) => ({
    contactId,
    ...(conversationField === undefined ? {} : { [conversationField]: conversationId }),
  });
  const all = (house: House) => raw(modelOf(house) as unknown as Model<Owned>);
  const update = async (house: House, filter: object, change: object) => {
    await all(house).updateMany(filter as never, { ...change, $inc: { rev: 1 } } as never);
  };
  return {
    name,
    count: (house, contactId) => all(house).countDocuments({ contactId }),
    async follow(house, from, into) {
      await update(house, { contactId: from, home: { $exists: true } }, { $set: owner(into) });
      await update(house, { contactId: from }, { $set: { ...owner(into), home: from } });
    },
    async goBack(house, from, to, homes, addresses) {
      await update(house, { contactId: from, home: { $in: [...homes] } }, { $set: owner(to) });
      if (addressField !== undefined && addresses.length > 0) {
        const values = addresses.map((key) => key.slice(key.indexOf(':') + 1));
        await update(
          house,
          { contactId: from, home: { $exists: false }, [addressField]: { $in: values } },
          { $set: owner(to) },
        );
      }
      await update(house, { contactId: to.contactId, home: to.contactId }, { $unset: { home: '' } });
    },
  };
}
