import type { Capabilities } from '../../channels/capabilities.ts';
import type { AttachmentKind } from '../../channels/message.ts';
import { HouseError } from '../errors.ts';
import type { Route } from '../store/conversations.ts';
import type { StoredAttachment, StoredContent } from '../store/message-doc.ts';

/**
 * Refuses, before anything is stored, what the network would refuse. The error names the field and the remedy. What
 * is merely changed on the way is no reason: the writer sees it as a degradation.
 */
export function checkContent(content: StoredContent, capabilities: Capabilities): void {
  const { text, attachments } = content;
  if (text.text.trim() === '' && attachments.length === 0) {
    throw new HouseError('invalid', 'The message is empty; write something or attach a file.', 'text');
  }
  for (const span of text.spans) {
    if (span.offset < 0 || span.length <= 0 || span.offset + span.length > text.text.length) {
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
  if (attachments.length > 0 && capabilities.maxAttachments === 0) {
    throw new HouseError('unsupported', 'This channel takes no files; send a link instead.', 'attachments');
  }
  for (const file of attachments) checkFile(file, capabilities);
  checkButtons(content.buttons?.flat().length ?? 0, capabilities);
}

function checkButtons(count: number, { buttons: { support, max } }: Capabilities): void {
  if (count > 0 && support === 'rejected') {
    throw new HouseError('unsupported', 'This channel takes no buttons; remove them.', 'buttons');
  }
  if (count > max && support === 'native') {
    throw new HouseError('invalid', `This channel shows at most ${max} buttons; remove some.`, 'buttons');
  }
}

/** Refuses what would leave at that time (Unix milliseconds) for somebody whom it could not reach this way. */
export function checkReach(route: Route, capabilities: Capabilities, leavesAt: number): void {
  if (!route.reachable) {
    throw new HouseError(
      'unsupported',
      'The person does not receive messages on this channel any more; choose another one.',
      'account',
    );
  }
  if (route.lastInboundAt === undefined) {
    if (capabilities.start === 'anyone' || route.spoken) return;
    throw new HouseError(
      'unsupported',
      'On this channel the person has to write first; choose another one.',
      'account',
    );
  }
  const window = capabilities.replyWindow;
  if (window?.after !== 'closed' || leavesAt - route.lastInboundAt.getTime() <= window.ms) return;
  const hours = Math.round(window.ms / 3_600_000);
  throw new HouseError(
    'unsupported',
    `This channel takes answers only within ${hours} hours of the person's last message; choose another one.`,
    'account',
  );
}

function checkFile(file: StoredAttachment, capabilities: Capabilities): void {
  const { kind, name = '', mime = '', size = 0 } = file;
  const own = capabilities.media[kind];
  const fits = own.mimes === undefined || own.mimes.includes(mime);
  const limits = own.support === 'native' && fits ? own : asFile(kind, capabilities);
  if (limits.support === 'rejected') {
    const what = `This channel does not take files such as "${name}"`;
    throw new HouseError(
      'unsupported',
      `${what}; send it in another form or choose another channel.`,
      'attachments',
    );
  }
  // Networks take a picture that is too large for a picture as a file; encode does so where it can.
  const most = Math.max(
    limits.maxBytes ?? Number.POSITIVE_INFINITY,
    asFile(kind, capabilities).maxBytes ?? 0,
  );
  if (size <= most) return;
  const megabytes = (most / 1_048_576).toFixed(most < 10_485_760 ? 1 : 0);
  throw new HouseError(
    'too_large',
    `"${name}" is larger than the ${megabytes} MB this channel takes; send a smaller one or a link.`,
    'attachments',
  );
}

/** Kinds that a network does not know go as plain files where it takes those. */
function asFile(kind: AttachmentKind, capabilities: Capabilities) {
  const own = capabilities.media[kind];
  return own.support === 'rejected' || own.support === 'dropped' ? own : capabilities.media.file;
}
