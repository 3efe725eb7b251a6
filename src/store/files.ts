import { type Connection, type Model, Schema } from 'mongoose';
import type { AttachmentKind } from '../../channels/message.ts';

/** A file whose bytes are durable. Several may share the bytes; the names are their own. */
export interface StoredFile {
  _id: string;
  /** SHA-256 of the bytes in hex; what `open` takes. */
  key: string;
  kind: AttachmentKind;
  /** Tamed: no path, no control or direction characters. */
  name: string;
  /** By content where it can be told, else as declared. */
  mime: string;
  /** Bytes. */
  size: number;
  width?: number;
  height?: number;
  /** Milliseconds. */
  duration?: number;
  thumbnailKey?: string;
  /** Whoever uploaded it; absent for files of clients. */
  uploadedBy?: string;
  createdAt: Date;
}

const schema = new Schema<StoredFile>(
  {
    _id: String,
    key: String,
    kind: String,
    name: String,
    mime: String,
    size: Number,
    width: Number,
    height: Number,
    duration: Number,
    thumbnailKey: String,
    uploadedBy: String,
    createdAt: Date,
  },
  { versionKey: false },
);
schema.index({ key: 1 });

export const fileModel = (connection: Connection): Model<StoredFile> =>
  connection.model<StoredFile>('file', schema, 'files');

type Files = Model<StoredFile>;

/** The files of these ids, in the order of the ids; unknown ids are left out. */
export async function filesByIds(files: Files, ids: readonly string[]): Promise<StoredFile[]> {
  const found = await files
    .find()
    .where('_id')
    .in([...ids])
    .lean<StoredFile[]>();
  const byId = new Map(found.map((file) => [file._id, file]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Bytes of all files together; copies of the same bytes count once per file. */
export async function bytesStored(files: Files): Promise<number> {
  const [sum] = await files.aggregate<{ bytes: number }>([
    { $group: { _id: null, bytes: { $sum: '$size' } } },
  ]);
  return sum?.bytes ?? 0;
}
