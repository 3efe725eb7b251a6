import { HouseError } from '../errors.ts';
import { isTransient } from '../store/duplicate.ts';

/**
 * Whether a file could not be kept because there is no room, or because the bucket, the disk or the database refuses:
 * nothing is known of the file itself, so no try is counted against it.
 */
export function isOurs(error: unknown): boolean {
  if (error instanceof HouseError) return error.code === 'unavailable';
  return isTransient(error) || (error instanceof Error && error.name.startsWith('Mongo'));
}
