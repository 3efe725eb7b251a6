import type { Model } from 'mongoose';
import type { EnvelopeDoc, PartDoc } from './envelopes.ts';
import { raw } from './raw.ts';

interface Collections {
  envelopes: Model<EnvelopeDoc>;
  envelopeParts: Model<PartDoc>;
}

/** Names of pieces, in their order: after one and below another, which is a bound made of an envelope's id. */
export async function partsBetween(
  { envelopeParts }: Pick<Collections, 'envelopeParts'>,
  range: { after: string; below: string },
  limit: number,
): Promise<string[]> {
  const found = await raw(envelopeParts)
    .find({ _id: { $gt: range.after, $lt: range.below } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Of these pieces the ones that belong to no stored envelope. */
export async function withoutEnvelope(store: Collections, parts: readonly string[]): Promise<string[]> {
  if (parts.length === 0) return [];
  const ids = [...new Set(parts.map(envelopeOf))];
  const found = await raw(store.envelopes)
    .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
    .toArray();
  const there = new Set(found.map(({ _id }) => _id));
  return parts.filter((part) => !there.has(envelopeOf(part)));
}

export async function deleteParts(
  { envelopeParts }: Pick<Collections, 'envelopeParts'>,
  parts: readonly string[],
): Promise<void> {
  if (parts.length > 0) await raw(envelopeParts).deleteMany({ _id: { $in: [...parts] } });
}

const envelopeOf = (part: string): string => part.slice(0, part.lastIndexOf(':'));
