import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type Change, encodeChanges } from './changes.ts';

const flush = promisify(fdatasync);

/** The two files of the log, used in turn. */
export const LOG_FILES = ['log.0', 'log.1'] as const;

/** Checksum of the rest u32, length of the changes u32, number of the group u64; then the changes. */
const HEAD_BYTES = 16;
/** Written in advance: changing bytes of a file costs one write to the disk, making it longer several. */
const FILE_BYTES = 4 * 2 ** 20;
/** A file with more is left for the other one, when that holds nothing that is needed. */
const TURN_BYTES = 2 ** 20;

/** A group of changes as it was made durable. */
export interface Group {
  readonly number: number;
  readonly changes: Buffer;
}

interface LogFile {
  readonly handle: number;
  /** Where the next group goes. */
  end: number;
  /** The newest group in it. */
  last: number;
}

/** The groups of one file, up to the first that is not whole or not the next one: what lies behind is older. */
function readGroups(bytes: Buffer): { groups: Group[]; end: number } {
  const groups: Group[] = [];
  let end = 0;
  while (end + HEAD_BYTES <= bytes.length) {
    const next = end + HEAD_BYTES + bytes.readUInt32LE(end + 4);
    if (next > bytes.length || bytes.readUInt32LE(end) !== crc32(bytes.subarray(end + 4, next))) break;
    const number = Number(bytes.readBigUInt64LE(end + 8));
    const before = groups.at(-1)?.number;
    if (number === 0 || (before !== undefined && number !== before + 1)) break;
    groups.push({ number, changes: bytes.subarray(end + HEAD_BYTES, next) });
    end = next;
  }
  return { groups, end };
}

function openFile(path: string): { file: LogFile; groups: Group[] } {
  const { groups, end } = existsSync(path) ? readGroups(readFileSync(path)) : { groups: [], end: 0 };
  const isNew = !existsSync(path);
  const handle = openSync(path, isNew ? 'wx+' : 'r+', 0o600);
  if (isNew) reserve(handle);
  return { file: { handle, end, last: groups.at(-1)?.number ?? 0 }, groups };
}

/** A disk that has no place for it can still be read from; writing says so then. */
function reserve(handle: number): void {
  const zeros = Buffer.alloc(2 ** 20);
  try {
    for (let at = 0; at < FILE_BYTES; at += zeros.length) writeSync(handle, zeros, 0, zeros.length, at);
    fsyncSync(handle);
  } catch {
    ftruncateSync(handle, 0);
  }
}

/**
 * Makes groups of changes durable before they are in the data file: one write behind the other, one flush for each
 * group. What the data file holds durably is forgotten file by file.
 */
export class CommitLog {
  private current: LogFile;
  private other: LogFile;
  /** The newest group that need not be kept. */
  private applied: number;

  private constructor(current: LogFile, other: LogFile, applied: number) {
    this.current = current;
    this.other = other;
    this.applied = applied;
  }

  /**
   * Opens or makes the log in `directory` and gives what it holds beyond group `applied`, oldest first. Throws a
   * sentence when groups between are missing.
   */
  static open(directory: string, applied: number): { log: CommitLog; groups: Group[] } {
    const opened = LOG_FILES.map((name) => openFile(join(directory, name)));
    const groups = opened
      .flatMap((one) => one.groups)
      .filter(({ number }) => number > applied)
      .sort((a, b) => a.number - b.number);
    const [newer, older] = opened.map(({ file }) => file).sort((a, b) => b.last - a.last);
    if (newer === undefined || older === undefined) throw new Error('The log has two files');
    if (groups.some(({ number }, at) => number !== applied + at + 1)) {
      for (const { file } of opened) closeSync(file.handle);
      throw new Error(
        `The log in ${directory} does not go on where the data ends: put back the data file that belongs to ${LOG_FILES.join(' and ')}, or move these two away to start from the data file alone.`,
      );
    }
    return { log: new CommitLog(newer, older, applied), groups };
  }

  /**
   * Resolves, with the changes as they were written, when the group is on disk. Rejects otherwise, and it is as if it
   * had never been. One at a time.
   */
  async append(number: number, changes: readonly Change[]): Promise<Buffer> {
    const { file, record } = this.write(number, changes);
    try {
      await flush(file.handle);
    } catch (error) {
      spoil(file);
      throw error;
    }
    return grow(file, number, record);
  }

  /** The same for who cannot wait: the thread stands still meanwhile. */
  appendNow(number: number, changes: readonly Change[]): Buffer {
    const { file, record } = this.write(number, changes);
    try {
      fdatasyncSync(file.handle);
    } catch (error) {
      spoil(file);
      throw error;
    }
    return grow(file, number, record);
  }

  /** The data file holds everything up to a group durably. */
  forget(applied: number): void {
    this.applied = applied;
  }

  close(): void {
    closeSync(this.current.handle);
    closeSync(this.other.handle);
  }

  private write(number: number, changes: readonly Change[]): { file: LogFile; record: Buffer } {
    if (this.current.end >= TURN_BYTES && this.other.last <= this.applied) {
      [this.current, this.other] = [this.other, this.current];
      this.current.end = 0;
    }
    const file = this.current;
    const record = recordOf(number, changes);
    try {
      writeWhole(file.handle, record, file.end);
    } catch (error) {
      spoil(file);
      throw error;
    }
    return { file, record };
  }
}

/** A group that was answered as not written must not come back after a crash. */
function spoil({ handle, end }: LogFile): void {
  try {
    writeSync(handle, Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, end);
    fdatasyncSync(handle);
  } catch {
    // The disk takes nothing: then it most likely did not take the group either.
  }
}

function recordOf(number: number, changes: readonly Change[]): Buffer {
  const record = encodeChanges(changes, HEAD_BYTES);
  record.writeUInt32LE(record.length - HEAD_BYTES, 4);
  record.writeBigUInt64LE(BigInt(number), 8);
  record.writeUInt32LE(crc32(record.subarray(4)), 0);
  return record;
}

function grow(file: LogFile, number: number, record: Buffer): Buffer {
  file.end += record.length;
  file.last = number;
  return record.subarray(HEAD_BYTES);
}

function writeWhole(handle: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(handle, bytes, done, bytes.length - done, at + done);
}
