import { Refusal, tooMany } from './refusal.ts';

export type Fault =
  /** Flood control with this many seconds to wait. */
  | { kind: 'flood'; retryAfter: number }
  | { kind: 'error'; code: number; description: string; parameters?: Record<string, unknown> }
  /** The chat has become a supergroup. */
  | { kind: 'migrate'; to: number }
  /** A proxy answers with a page of its own; the call was not done. */
  | { kind: 'html'; status: number }
  /** The call is done, and the connection is cut before the answer. */
  | { kind: 'drop-after' }
  /** The connection is cut before the call is done. */
  | { kind: 'drop-before' }
  /** The answer comes late by this many milliseconds. */
  | { kind: 'slow'; ms: number };

interface Armed {
  fault: Fault;
  method: string;
  chat: number | undefined;
  left: number;
}

/** Switchable misbehaviour. Everything is off until armed. */
export class Faults {
  #armed: Armed[] = [];
  /** Deliver every update this many times. */
  copies = 1;
  /** Hand out batches, and push to webhooks, in the wrong order. */
  reorder = false;

  /** Arms a fault for the next `times` calls of a method (`*` for any), of one chat where given. */
  arm(fault: Fault, scope: { method?: string; chat?: number; times?: number } = {}): void {
    const { method = '*', chat, times = 1 } = scope;
    this.#armed.push({ fault, method: method.toLowerCase(), chat, left: times });
  }

  clear(): void {
    this.#armed = [];
    this.copies = 1;
    this.reorder = false;
  }

  /** The fault that this call meets, used up by it. */
  take(method: string, chat: number | undefined): Fault | undefined {
    const found = this.#armed.find(
      (one) =>
        one.left > 0 &&
        (one.method === '*' || one.method === method.toLowerCase()) &&
        (one.chat === undefined || one.chat === chat),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }
}

/** The refusal that a fault stands for, where it is one. */
export function refusalOf(fault: Fault): Refusal | undefined {
  if (fault.kind === 'flood') return tooMany(fault.retryAfter);
  if (fault.kind === 'error') return new Refusal(fault.code, fault.description, fault.parameters);
  if (fault.kind !== 'migrate') return undefined;
  return new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: fault.to,
  });
}
