import type { ContactDoc, Lead } from '../../../src/store/contacts.ts';
import type { TimelineDoc } from '../../../src/store/timeline.ts';
import { leadEntry } from '../../../src/timeline/entries.ts';
import type { Tongue } from './customers.ts';
import type { Chance } from './random.ts';
import { type Colleague, DAY, type Past } from './shapes.ts';

const REFUSALS = [
  'Дорого',
  'Дорого',
  'Выбрали другую компанию',
  'Передумали',
  'Не устроили сроки',
  'Не отвечает',
] as const;

/** What a sale brings, by where the buyer is at home: least, most and step in whole units of the currency. */
const PRICES: Readonly<Record<Tongue, readonly [string, number, number, number]>> = {
  ru: ['RUB', 9_000, 64_000, 500],
  uk: ['UAH', 1_800, 14_000, 100],
  uz: ['UZS', 600_000, 6_000_000, 50_000],
  en: ['EUR', 140, 900, 10],
};

/** The first word of somebody new. */
export function arrived(past: Past, contact: ContactDoc, channel: string, at: number): void {
  const source = contact.source;
  past.timeline.push(
    leadEntry({
      contactId: contact._id,
      at: new Date(at),
      channel,
      ...(source === undefined ? {} : { source }),
    }),
  );
}

/** What became of them, written as a colleague would have. */
export function became(
  past: Past,
  contact: ContactDoc,
  lead: Omit<Lead, 'at' | 'by'>,
  at: number,
  by: Colleague,
): void {
  const from = contact.lead.status;
  contact.lead = {
    ...lead,
    at: new Date(at),
    by: by.id,
    ...(contact.source === undefined ? {} : { source: contact.source }),
  };
  const { plannedFor, ...facts } = lead;
  const entry: TimelineDoc = {
    _id: `lead:${contact._id}:${at}`,
    rev: 1,
    contactId: contact._id,
    kind: 'lead',
    at: new Date(at),
    by: by.name,
    data: {
      ...facts,
      from,
      user: by.id,
      ...(plannedFor === undefined ? {} : { plannedFor: plannedFor.toISOString() }),
    },
  };
  past.timeline.push(entry);
}

export function sale(chance: Chance, tongue: Tongue): Omit<Lead, 'at' | 'by'> {
  const [currency, least, most, step] = PRICES[tongue];
  const amount = least + chance.between(0, Math.floor((most - least) / step)) * step;
  const profit = Math.round(amount * (0.18 + chance.roll() * 0.22));
  return { status: 'bought', amount, currency, profit };
}

/** How a talk ends: a sale, a plan, a refusal, or nobody who would ever buy. */
export function ending(chance: Chance, tongue: Tongue, at: number): Omit<Lead, 'at' | 'by'> | null {
  const roll = chance.roll() * 100;
  if (roll < 38) return sale(chance, tongue);
  if (roll < 58) return { status: 'planned', plannedFor: new Date(at + chance.between(1, 14) * DAY) };
  if (roll < 80) return { status: 'refused', reason: chance.pick(REFUSALS) };
  if (roll < 86) return { status: 'not-client', comment: 'Ищет работу' };
  return null;
}
