import { z } from 'zod';
import { contactFor } from '../../../contacts/change.ts';
import { notFound } from '../../../errors.ts';
import type { StoredFile } from '../../../store/files.ts';
import type { StoredAttachment } from '../../../store/message-doc.ts';
import { originalHtml } from '../../../store/originals.ts';
import type { Doors } from '../../doors.ts';
import { type AttachmentView, attachmentView, fileLinkView } from '../../protocol.ts';
import { contentId, letterPolicy, tameLetter } from '../letter.ts';
import { publicPath, publicPathUntil } from '../public-links.ts';
import { ANSWERED, type AskedByUser, type Route, userRoute } from '../route.ts';
import { serveFile } from '../serve-file.ts';
import { messageInSight } from '../sight.ts';
import { receiveFiles } from '../upload.ts';

const download = z.strictObject({ download: z.literal('1').optional(), v: z.string().max(64).optional() });

/** What only the one who made a file knows: that it was spoken, and its length in milliseconds. */
const made = z.strictObject({
  kind: z.literal('voice').optional(),
  duration: z.coerce.number().int().min(0).max(86_400_000).optional(),
});

/** Files on their way in and out; each is seen by who may see its message, or by whoever uploaded it. */
export const fileRoutes: Route[] = [
  userRoute({
    method: 'post',
    path: '/files',
    who: 'user',
    about: 'Takes files as multipart parts named "file"; their ids go into a message.',
    streams: true,
    query: made,
    answer: z.object({ items: z.array(attachmentView) }),
    status: 201,
    handle: async ({ house }, { req, actor, query }) => {
      const limits = { maxBytes: house.config.maxUploadBytes, uploadedBy: actor.id, ...query };
      return { items: (await receiveFiles(req, house.files, limits)).map(presentFile) };
    },
  }),
  userRoute({
    method: 'get',
    path: '/files/:id',
    who: 'user',
    about: 'Bytes of an own upload.',
    object: 'file',
    query: download,
    handle: async (doors, { actor, id, req, res }) =>
      serveFile(doors.house.files, await ownFile(doors, actor.id, id), req, res),
  }),
  userRoute({
    method: 'get',
    path: '/files/:id/thumbnail',
    who: 'user',
    about: 'Small picture of an own upload.',
    object: 'file',
    handle: async (doors, { actor, id, req, res }) => {
      const { thumbnailKey } = await ownFile(doors, actor.id, id);
      return serveFile(doors.house.files, thumbnail(thumbnailKey), req, res);
    },
  }),
  userRoute({
    method: 'get',
    path: '/messages/:id/files/:file',
    who: 'user',
    about: 'Bytes of a file of a message; ranges are understood.',
    object: 'message',
    query: download,
    handle: async (doors, asked) => {
      const { fileKey, name, mime } = await attachmentInSight(doors, asked);
      if (fileKey === undefined) throw notFound('file');
      const file = { key: fileKey, name: name ?? 'file', mime: mime ?? 'application/octet-stream' };
      return serveFile(doors.house.files, file, asked.req, asked.res);
    },
  }),
  userRoute({
    method: 'post',
    path: '/messages/:id/files/:file/link',
    who: 'user',
    about: 'A link to a file of a message that works without a session for some minutes.',
    object: 'message',
    body: z.strictObject({ minutes: z.int().min(1).max(1440).default(15) }),
    answer: fileLinkView,
    handle: async (doors, asked) => {
      const { fileKey, name, mime } = await attachmentInSight(doors, asked);
      if (fileKey === undefined) throw notFound('file');
      const { house } = doors;
      const until = house.clock.now() + asked.body.minutes * 60_000;
      const file = { key: fileKey, name: name ?? 'file', mime: mime ?? 'application/octet-stream' };
      const path = publicPathUntil(house, file, until);
      return { url: `${house.config.publicUrl ?? ''}${path}`, expiresAt: new Date(until).toISOString() };
    },
  }),
  userRoute({
    method: 'get',
    path: '/messages/:id/files/:file/thumbnail',
    who: 'user',
    about: 'Small picture of a file of a message.',
    object: 'message',
    handle: async (doors, asked) => {
      const { thumbnailKey } = await attachmentInSight(doors, asked);
      return serveFile(doors.house.files, thumbnail(thumbnailKey), asked.req, asked.res);
    },
  }),
  userRoute({
    method: 'get',
    path: '/messages/:id/html',
    who: 'user',
    about: 'The HTML original of a letter, tamed, for a sandboxed frame; remote pictures only with images=1.',
    object: 'message',
    query: z.strictObject({ images: z.literal('1').optional() }),
    handle: async ({ house }, { actor, id, query, res }) => {
      const message = await messageInSight(house, actor, id);
      const original = await originalHtml(house.store.originals, id);
      if (original === null || message.removedAt !== undefined) throw notFound('original');
      const inline = new Map<string, string>();
      for (const file of message.content.attachments) {
        if (file.inlineId === undefined || file.fileKey === undefined) continue;
        const served = { key: file.fileKey, name: file.name ?? 'picture', mime: file.mime ?? '' };
        inline.set(contentId(file.inlineId), publicPath(house, served));
      }
      const images = query.images === '1';
      const letter = tameLetter(original, inline, images);
      res.setHeader('Content-Security-Policy', letterPolicy(images));
      res.setHeader('X-Frame-Options', 'SAMEORIGIN');
      res.setHeader('X-Okno-Blocked-Images', letter.blocked);
      res.type('html').send(letter.html);
      return ANSWERED;
    },
  }),
  userRoute({
    method: 'get',
    path: '/contacts/:id/avatar',
    who: 'user',
    about: "A contact's picture.",
    object: 'contact',
    query: z.strictObject({ v: z.string().max(64).optional() }),
    handle: async ({ house }, { actor, id, req, res }) => {
      const { avatarKey } = (await contactFor(house, actor, id)).contact;
      return serveFile(house.files, thumbnail(avatarKey), req, res);
    },
  }),
];

/** A file that no message has yet, as its uploader sees it. */
function presentFile(file: StoredFile): AttachmentView {
  const url = `/api/v1/files/${file._id}`;
  return {
    id: file._id,
    kind: file.kind,
    state: 'stored',
    name: file.name,
    mime: file.mime,
    size: file.size,
    url,
    ...(file.width === undefined ? {} : { width: file.width }),
    ...(file.height === undefined ? {} : { height: file.height }),
    ...(file.duration === undefined ? {} : { duration: file.duration }),
    ...(file.thumbnailKey === undefined ? {} : { thumbnailUrl: `${url}/thumbnail` }),
  };
}

async function ownFile({ house }: Doors, userId: string, id: string): Promise<StoredFile> {
  const file = await house.store.files.findOne({ _id: id, uploadedBy: userId }).lean<StoredFile>();
  if (file === null) throw notFound('file');
  return file;
}

async function attachmentInSight(
  { house }: Doors,
  { actor, id, params }: AskedByUser<unknown, unknown>,
): Promise<StoredAttachment> {
  const message = await messageInSight(house, actor, id);
  const file = message.content.attachments.find((candidate) => candidate.id === params.file);
  if (file === undefined || message.removedAt !== undefined) throw notFound('file');
  return file;
}

function thumbnail(key: string | undefined) {
  if (key === undefined) throw notFound('picture');
  return { key, name: 'picture.webp', mime: 'image/webp' };
}
