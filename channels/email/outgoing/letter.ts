/** Body of an outbound part: one letter, complete but for the bytes of its files. The adapter builds the same raw bytes of it every time. */
export interface Letter {
  messageId: string;
  from: { address: string; name?: string };
  to: string;
  replyTo?: string;
  subject: string;
  text: string;
  html: string;
  inReplyTo?: string;
  references: string[];
  /** An iCalendar REPLY that goes beside the words, so that the organiser's calendar understands it. */
  calendar?: string;
  /** Further headers, canonical names. */
  headers: Record<string, string>;
  /** Unix milliseconds of the Date header. */
  date: number;
}
