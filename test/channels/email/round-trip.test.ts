import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { mediaFromLetter } from '../../../adapters/email/index.ts';
import { parseMail } from '../../../adapters/email/parse.ts';
import { ownSendKey } from '../../../channels/email/ids.ts';
import { emailCodec } from '../../../channels/email/index.ts';
import { chatId } from '../../../channels/ids.ts';
import { ACCOUNT } from './read.ts';

const word = fc.stringMatching(/^[a-zA-Zа-яёіїєґА-Я0-9№«»—'’!?,.]{1,12}$/u);
const phrase = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const text = fc.array(phrase, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
const fileName = fc
  .tuple(phrase, fc.constantFrom('pdf', 'png', 'txt', 'docx'))
  .map(([base, end]) => `f${base.replace(/[/\\.?,!«»'’]/g, '').replace(/ +/g, ' ')}.${end}`);

describe('letters that a good program writes are read as they were meant', () => {
  it('subject, name, words, HTML, files and their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          subject: phrase,
          name: phrase,
          text,
          html: fc.boolean(),
          textEncoding: fc.constantFrom('quoted-printable' as const, 'base64' as const),
          files: fc.array(fc.record({ name: fileName, bytes: fc.uint8Array({ maxLength: 300 }) }), {
            maxLength: 3,
          }),
        }),
        async (given) => {
          const html = `<p>${given.text.replaceAll('\n', '<br>')}</p>`;
          const composer = new MailComposer({
            from: { name: given.name, address: 'kate@client.example' },
            to: 'support@havan.example',
            subject: given.subject,
            text: given.text,
            textEncoding: given.textEncoding,
            messageId: '<m1@client.example>',
            attachments: given.files.map((file) => ({
              filename: file.name,
              content: Buffer.from(file.bytes),
              contentType: 'application/octet-stream',
            })),
            ...(given.html ? { html } : {}),
          });
          const raw = await composer.compile().build();
          const mail = parseMail(raw, undefined);
          expect(mail.subject).toBe(given.subject.trim());
          expect(mail.from).toEqual([{ address: 'kate@client.example', name: unquoted(given.name.trim()) }]);
          expect(mail.text).toBe(given.text.trimEnd());
          if (given.html) expect(mail.html?.trim()).toBe(html);
          expect(mail.problems.filter((problem) => problem !== 'date')).toEqual([]);
          const [event] = emailCodec.decode(mail, ACCOUNT);
          const attachments = event?.kind === 'message' ? event.content.attachments : [];
          expect(attachments.map((file) => file.name)).toEqual(given.files.map((file) => file.name.trim()));
          for (const [index, file] of attachments.entries()) {
            const opened = mediaFromLetter(raw, file.ref);
            const chunks: Uint8Array[] = [];
            for await (const chunk of opened?.stream ?? []) chunks.push(chunk);
            expect(Buffer.concat(chunks).equals(Buffer.from(given.files[index]?.bytes ?? []))).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('our own send comes back under its own key, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(2), (id, more) => {
        const files = Array.from({ length: more * 2 }, (_, index) => ({
          kind: 'file' as const,
          key: `k${index}`,
          name: 'f',
          mime: 'a/b',
          size: 15_000_000,
        }));
        const message = {
          id,
          chat: chatId('kate@client.example'),
          text: { text: 'x', spans: [] },
          files,
          createdAt: 0,
        };
        const ids = emailCodec.encode(message, ACCOUNT).parts.map((part) => String(part.body.messageId));
        expect(new Set(ids).size).toBe(ids.length);
        for (const messageId of ids) expect(ownSendKey(messageId)).toBe(id);
      }),
    );
  });
});

/** Quotes around a whole name are taken for noise. */
const unquoted = (name: string): string => (/^'[^']*'$/.test(name) ? name.slice(1, -1).trim() : name);
