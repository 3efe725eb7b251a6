import type {
  AdapterHost,
  ChannelAdapter,
  Envelope,
  InboundSink,
  OpenedMedia,
  SendRequest,
  SendResult,
} from '../../channels/contract.ts';
import type { SentPart } from '../../channels/errors.ts';
import type { MediaRef } from '../../channels/message.ts';
import { pastLetters } from './imap/history.ts';
import { INTAKE_TIMING, Intake, type IntakeTiming } from './imap/intake.ts';
import { SideDoor } from './imap/side-door.ts';
import { mediaFromLetter, openMailMedia } from './media.ts';
import { type TokenSource, tokenSource } from './oauth.ts';
import { RecentLetters } from './recent.ts';
import type { EmailSettings } from './settings.ts';
import { Outgoing } from './smtp/outgoing.ts';
import { createMailer } from './smtp/send.ts';

/** One mailbox: its intake, what goes out through its server, and the files of its letters. */
export class EmailAdapter implements ChannelAdapter {
  private readonly host: AdapterHost;
  private readonly settings: EmailSettings;
  private readonly tokens: TokenSource | undefined;
  private readonly side: SideDoor;
  private readonly outgoing: Outgoing;
  private readonly timing: IntakeTiming;
  private readonly recent = new RecentLetters();
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;

  constructor(host: AdapterHost, timing: IntakeTiming = INTAKE_TIMING) {
    this.host = host;
    this.settings = host.settings as EmailSettings;
    this.tokens = tokenSource(this.settings);
    this.side = new SideDoor(this.settings, this.tokens);
    this.outgoing = new Outgoing(host, this.settings, createMailer(this.settings), this.side);
    this.timing = timing;
  }

  async start(sink: InboundSink, signal: AbortSignal): Promise<void> {
    const { address, name, aliases } = this.settings;
    sink.learn({ self: address, ...(name ? { name } : {}), ...(aliases ? { aliases } : {}) });
    signal.addEventListener('abort', () => this.ending.abort(), { once: true });
    if (signal.aborted) this.ending.abort();
    const intake = new Intake(this.host, this.settings, this.tokens, this.timing);
    this.running = intake.run(this.remembering(sink), this.ending.signal);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
    await this.outgoing.close();
    await this.side.close();
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<SendResult> {
    const parts: SentPart[] = [...request.doneParts];
    for (const [index, part] of request.parts.entries()) {
      if (parts.some((done) => done.index === index)) continue;
      parts.push({ index, ids: await this.outgoing.send(part, parts, signal) });
    }
    return { kind: 'accepted', parts: parts.sort((a, b) => a.index - b.index) };
  }

  async openMedia(ref: MediaRef, signal: AbortSignal): Promise<OpenedMedia> {
    const recent = this.recent.find(ref);
    const opened = recent === undefined ? undefined : mediaFromLetter(recent, ref);
    return opened ?? openMailMedia(ref, this.side, this.settings.imap.host, signal);
  }

  history(since: number, signal: AbortSignal): AsyncIterable<Envelope[]> {
    return pastLetters(this.settings, this.tokens, since, () => this.host.now(), signal);
  }

  private remembering(sink: InboundSink): InboundSink {
    return {
      accept: (envelopes) => {
        for (const envelope of envelopes) this.recent.add(envelope);
        return sink.accept(envelopes);
      },
      report: (state) => sink.report(state),
      learn: (facts) => sink.learn(facts),
      count: (facts) => sink.count?.(facts),
      saveCursor: (cursor) => sink.saveCursor(cursor),
    };
  }
}
