import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import type { IntakeTiming } from '../../../adapters/email/imap/intake.ts';
import { email } from '../../../adapters/email/index.ts';
import type { AdapterHost, ChannelState, Envelope, InboundSink } from '../../../channels/contract.ts';
import { accountId } from '../../../channels/ids.ts';

export const FAST: IntakeTiming = {
  pollMs: 300,
  pollNoIdleMs: 150,
  slowMs: 600,
  firstRetryMs: 30,
  longestRetryMs: 200,
  stableMs: 5000,
  refusedMs: 600_000,
  longestRefusedMs: 3_600_000,
};

/** What the house does with envelopes, kept in memory: a key is stored once, a cursor after what it covers. */
export class TestHouse implements InboundSink {
  readonly stored = new Map<string, Envelope>();
  readonly order: Envelope[] = [];
  readonly states: ChannelState[] = [];
  accepted = 0;
  cursor: Readonly<Record<string, unknown>> | undefined;
  /** Rejects this many `accept` calls. */
  failing = 0;

  async accept(envelopes: Envelope[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failing > 0) {
      this.failing -= 1;
      throw new Error('the store is gone');
    }
    this.accepted += envelopes.length;
    for (const envelope of envelopes) {
      if (this.stored.has(envelope.key)) continue;
      this.stored.set(envelope.key, envelope);
      this.order.push(envelope);
    }
  }

  report(state: ChannelState): void {
    this.states.push(state);
  }

  learn(): void {}

  async saveCursor(cursor: Readonly<Record<string, unknown>>): Promise<void> {
    this.cursor = cursor;
  }

  /** Subjects in the order of arrival. */
  subjects(): string[] {
    return this.order.map(
      (envelope) =>
        /^Subject: (.*)$/m.exec(Buffer.from(envelope.bytes).toString('latin1'))?.[1]?.trim() ?? '',
    );
  }

  last(): ChannelState | undefined {
    return this.states.at(-1);
  }
}

const logNothing = { debug() {}, info() {}, warn() {} };

/** A host for settings as a person would type them. */
export function hostOf(
  input: Record<string, unknown>,
  house: TestHouse,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): AdapterHost {
  const parsed = email.parseSettings(input);
  if (!parsed.ok)
    throw new Error(parsed.problems.map((problem) => `${problem.field}: ${problem.message}`).join('; '));
  const address = String(input.address);
  return {
    account: { id: accountId('acc1'), self: address, settings: { address } },
    settings: parsed.settings,
    cursor: house.cursor,
    webhookUrl: undefined,
    async *readFile(file) {
      yield files.get(file.key) ?? new Uint8Array();
    },
    publicLink: undefined,
    now: () => Date.now(),
    log: logNothing,
  };
}

export interface Running {
  adapter: EmailAdapter;
  stop(): Promise<void>;
}

export async function start(
  input: Record<string, unknown>,
  house: TestHouse,
  timing: IntakeTiming = FAST,
): Promise<Running> {
  const ending = new AbortController();
  const adapter = new EmailAdapter(hostOf(input, house), timing);
  await adapter.start(house, ending.signal);
  return {
    adapter,
    async stop() {
      ending.abort();
      await adapter.stop();
    },
  };
}

/** Waits until something is so; throws with `what` when it does not come about. */
export async function until(what: string, holds: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A plain letter. */
export function letter(
  subject: string,
  from = 'kate@client.example',
  extra: Record<string, string> = {},
): string {
  const headers = {
    From: from,
    To: 'support@havan.example',
    Subject: subject,
    Date: new Date().toUTCString(),
    'Message-ID': `<${subject.replace(/\W+/g, '-')}@client.example>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...extra,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${head.join('\r\n')}\r\n\r\nHello, ${subject}.\r\n`;
}
