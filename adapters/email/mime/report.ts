import type { MailReport } from '../../../channels/email/mail.ts';
import { partText } from './bodies.ts';
import { decodeValue, readHeaders } from './headers.ts';
import type { MimeNode } from './tree.ts';

const MACHINE = /^message\/(?:global-)?(?:delivery-status|disposition-notification|feedback-report)$/;
const ORIGINAL =
  /^(?:message\/(?:rfc822|global|rfc822-headers|global-headers|partial)|text\/rfc822(?:-headers)?)$/;

/** The machine-readable side of a `multipart/report` (RFC 6522); undefined when the letter is none. */
export function readReport(bytes: Buffer, root: MimeNode): MailReport | undefined {
  const parts = flatten(root);
  const machine = parts.find((node) => MACHINE.test(node.type.value));
  if (
    root.type.value !== 'multipart/report' &&
    (machine === undefined || root.type.value === 'message/rfc822')
  )
    return undefined;
  const named = root.type.params.get('report-type')?.toLowerCase() ?? '';
  const type = machine?.type.value.replace(/^message\/(?:global-)?/, '') ?? named.replace(/^global-/, '');
  if (type === '') return undefined;
  const groups = machine ? fieldGroups(partText(bytes, machine).text) : [];
  const original = parts.find((node) => ORIGINAL.test(node.type.value));
  return { type, groups, original: original ? originalHeaders(bytes, original) : {} };
}

function flatten(node: MimeNode): MimeNode[] {
  return [node, ...node.children.flatMap(flatten)];
}

/** Header groups separated by blank lines, names lower case, folded lines joined. */
function fieldGroups(text: string): Record<string, string>[] {
  return text
    .slice(0, 500_000)
    .split(/\n[ \t]*\n/)
    .slice(0, 1000)
    .map((group) => {
      const fields: Record<string, string> = {};
      for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
        const match = /^([\w-]{1,80})\s*:\s*(.*)$/.exec(line);
        if (match) fields[(match[1] ?? '').toLowerCase()] ??= (match[2] ?? '').trim();
      }
      return fields;
    })
    .filter((fields) => Object.keys(fields).length > 0);
}

function originalHeaders(bytes: Buffer, node: MimeNode): Record<string, string> {
  const text = Buffer.from(partText(bytes, node).text, 'utf8');
  const { headers } = readHeaders(text, 0, text.length);
  const wanted = ['message-id', 'to', 'from', 'subject', 'date', 'x-okno-loop'];
  const found: Record<string, string> = {};
  for (const { name, value } of headers) {
    if (wanted.includes(name)) found[name] ??= decodeValue(value, 'utf-8');
  }
  return found;
}
