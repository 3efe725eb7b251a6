import { createHash } from 'node:crypto';
import { type Json, string } from './json.ts';
import { badRequest } from './refusal.ts';

export interface StoredFile {
  id: string;
  uniqueId: string;
  path: string;
  name: string;
  mime: string | undefined;
  size: number;
  bytes: Uint8Array;
}

const DOWNLOAD_LIMIT = 20 * 1024 * 1024;

/** Files that bot and users have sent; a `file_id` is good for sending again. */
export class Files {
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();

  /** `claimedSize` lets a test have a huge file without its bytes. */
  add(
    bytes: Uint8Array,
    about: { name?: string; mime?: string; folder?: string; claimedSize?: number } = {},
  ): StoredFile {
    const number = this.#byId.size + 1;
    const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 14);
    const name = about.name ?? `file_${number}.bin`;
    const extension = /\.\w+$/.exec(name)?.[0] ?? '';
    const file: StoredFile = {
      id: `SimFile${number}_${digest}`,
      uniqueId: `Uq${digest}`,
      path: `${about.folder ?? 'documents'}/file_${number}${extension}`,
      name,
      mime: about.mime,
      size: about.claimedSize ?? bytes.length,
      bytes,
    };
    this.#byId.set(file.id, file);
    this.#byPath.set(file.path, file);
    return file;
  }

  byId(id: string): StoredFile | undefined {
    return this.#byId.get(id);
  }

  byPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  /** The answer of `getFile`. */
  describe(id: unknown): Json {
    const file = this.#byId.get(string(id) ?? '');
    if (file === undefined) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.size > DOWNLOAD_LIMIT) throw badRequest('file is too big');
    return { ...fileFields(file), file_path: file.path };
  }
}

export function fileFields(file: StoredFile): Json {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
}
