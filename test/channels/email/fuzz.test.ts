import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { email } from '../../../adapters/email/index.ts';
import { sized } from '../../contract/size.ts';
import { ACCOUNT, fixtureBytes, fixtureNames } from './read.ts';

const NAMES = fixtureNames();
const RUNS = Number(process.env.FUZZ_RUNS ?? sized(3_000, 100_000));

type Mutation = { at: number; kind: 'flip' | 'cut' | 'insert' | 'repeat' | 'swap'; value: number };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat', 'swap'),
  value: fc.nat(255),
});

const INSERTS = [
  '\r\n',
  '\r\n\r\n',
  '--',
  '=?utf-8?B?',
  '?=',
  '"',
  '<',
  '>',
  '(',
  ';',
  '%',
  '=',
  '\0',
  'boundary=',
  ',,,',
  ':',
  '--dsn\r\n',
  '\u202e',
];

function mutate(bytes: Buffer, { at, kind, value }: Mutation): Buffer {
  const index = Math.floor(at * bytes.length);
  const head = bytes.subarray(0, index);
  const tail = bytes.subarray(index);
  if (kind === 'flip') return Buffer.concat([head, Buffer.from([value]), tail.subarray(1)]);
  if (kind === 'cut') return Buffer.concat([head, tail.subarray(value)]);
  if (kind === 'repeat') return Buffer.concat([head, tail.subarray(0, value), tail]);
  if (kind === 'swap') return Buffer.concat([tail, head]);
  return Buffer.concat([head, Buffer.from(INSERTS[value % INSERTS.length] ?? ''), tail]);
}

describe('mutated letters', () => {
  it('are read, quarantined or named, and nothing is thrown past the decoder', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.array(mutation, { minLength: 1, maxLength: 8 }),
        async (name, mutations) => {
          const bytes = mutations.reduce(mutate, fixtureBytes(name));
          const raw = await email
            .readRaw(bytes, { internalDate: 1_794_816_729_000 })
            .catch((error: unknown) => {
              expect(error).toBeInstanceOf(Error);
              expect(String(error)).toMatch(/no header of a letter|at most/);
              return undefined;
            });
          if (raw === undefined) return;
          const events = email.codec.decode(raw, ACCOUNT);
          expect(events.length).toBeGreaterThan(0);
          expect(events.filter((event) => event.kind === 'unsupported' && !event.expected)).toEqual([]);
          expect(JSON.parse(JSON.stringify(events))).toEqual(events);
          for (const event of events)
            if (event.kind === 'message') expect(event.content.subject ?? '').not.toMatch(/[\r\n]/);
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('anything at all instead of a letter becomes a named event', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        expect(email.codec.decode(raw, ACCOUNT)).toMatchObject([{ kind: 'unsupported', expected: false }]);
      }),
    );
  });
});
