interface DeliverOptions {
  folder?: string;
  /** When the server received it, Unix milliseconds. */
  date?: number;
}

/** A mailbox server under test, whatever program it is. */
export interface MailStore {
  kind: 'dovecot' | 'simulator';
  port: number;
  /** Puts a letter into a folder as if it had come from outside. */
  deliver(raw: Uint8Array | string, options?: DeliverOptions): void;
  /** Takes a UID now and shows its letter later, as parallel deliveries do; only where UIDs can be had so. */
  deliverLate?(raw: Uint8Array | string): () => void;
  letters(folder?: string): Buffer[];
  /** Flags of each letter in the server's own notation; empty when none. */
  flags(folder?: string): string[];
  /** Removes the oldest letters as another client would. */
  remove(count: number, folder?: string): void;
  /** All UIDs become void. */
  changeUidValidity(): Promise<void>;
  /** The server is gone, its mail is not. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}
