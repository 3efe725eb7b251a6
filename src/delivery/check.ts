import type { Capabilities } from '../../channels/capabilities.ts';
import type { AttachmentKind } from '../../channels/message.ts';
import type { RichText } from '../../channels/richtext.ts';
import { HouseError } from '../errors.ts';

/** What is about to be sent, as far as a network could refuse it. */
export interface Draft {
  text: RichText;
  files: readonly { kind: AttachmentKind; name: string; mime: string; size: number }[];
  buttons: number;
}

/** How the person can be reached. */
export interface Reach {
  reachable: boolean;
  /** Unix milliseconds; absent when they never wrote there. */
  lastInboundAt?: number | undefined;
  /** A message of ours has arrived there before. */
  spoken?: boolean | undefined;
}

/**
 * Refuses, before anything is stored, what the network would refuse. The error names the field and the remedy. What
 * is merely changed on the way is no reason: the writer sees it as a degradation.
 */
export function checkDraft(draft: Draft, capabilities: Capabilities, reach: Reach, now: number): void {
  checkReach(capabilities, reach, now);
  if (draft.text.text.trim() === '' && draft.files.length === 0) {
    throw new HouseError('invalid', 'The message is empty; write something or attach a file.', 'text');
  }
  for (const span of draft.text.spans) {
    if (span.offset < 0 || span.length <= 0 || span.offset + span.length > draft.text.text.length) {
      throw new HouseError('invalid', 'The formatting reaches beyond the text; format it again.', 'spans');
    }
    if (capabilities.text.spans[span.kind] === 'rejected') {
      throw new HouseError(
        'unsupported',
        `This channel refuses ${span.kind} text; remove the formatting.`,
        'spans',
      );
    }
  }
  if (draft.files.length > 0 && capabilities.maxAttachments === 0) {
    throw new HouseError('unsupported', 'This channel takes no files; send a link instead.', 'attachments');
  }
  for (const file of draft.files) checkFile(file, capabilities);
  if (draft.buttons > 0 && capabilities.buttons.support === 'rejected') {
    throw new HouseError('unsupported', 'This channel takes no buttons; remove them.', 'buttons');
  }
  if (draft.buttons > capabilities.buttons.max && capabilities.buttons.support === 'native') {
    const { max } = capabilities.buttons;
    throw new HouseError('invalid', `This channel shows at most ${max} buttons; remove some.`, 'buttons');
  }
}

function checkReach(capabilities: Capabilities, reach: Reach, now: number): void {
  if (!reach.reachable) {
    throw new HouseError(
      'unsupported',
      'The person does not receive messages on this channel any more; choose another one.',
      'account',
    );
  }
  if (reach.lastInboundAt === undefined) {
    if (capabilities.start === 'anyone' || reach.spoken) return;
    throw new HouseError(
      'unsupported',
      'On this channel the person has to write first; choose another one.',
      'account',
    );
  }
  const window = capabilities.replyWindow;
  if (window?.after !== 'closed' || now - reach.lastInboundAt <= window.ms) return;
  const hours = Math.round(window.ms / 3_600_000);
  throw new HouseError(
    'unsupported',
    `This channel takes answers only within ${hours} hours of the person's last message; choose another one.`,
    'account',
  );
}

function checkFile(file: Draft['files'][number], capabilities: Capabilities): void {
  const own = capabilities.media[file.kind];
  const fits = own.mimes === undefined || own.mimes.includes(file.mime);
  const limits = own.support === 'native' && fits ? own : asFile(file.kind, capabilities);
  if (limits.support === 'rejected') {
    const what = `This channel does not take files such as "${file.name}"`;
    throw new HouseError(
      'unsupported',
      `${what}; send it in another form or choose another channel.`,
      'attachments',
    );
  }
  // Networks take a picture that is too large for a picture as a file; encode does so where it can.
  const most = Math.max(
    limits.maxBytes ?? Number.POSITIVE_INFINITY,
    asFile(file.kind, capabilities).maxBytes ?? 0,
  );
  if (file.size <= most) return;
  const megabytes = (most / 1_048_576).toFixed(most < 10_485_760 ? 1 : 0);
  throw new HouseError(
    'too_large',
    `"${file.name}" is larger than the ${megabytes} MB this channel takes; send a smaller one or a link.`,
    'attachments',
  );
}

/** Kinds that a network does not know go as plain files where it takes those. */
function asFile(kind: AttachmentKind, capabilities: Capabilities) {
  const own = capabilities.media[kind];
  return own.support === 'rejected' || own.support === 'dropped' ? own : capabilities.media.file;
}
