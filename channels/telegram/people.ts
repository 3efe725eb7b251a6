import { compact, type Fields, fields, text, wholeId } from '../json.ts';
import type { Person } from '../message.ts';
import { toUserId } from './ids.ts';

/** A user, or a chat that speaks or is spoken to as one. */
export function personOf(source: unknown): Person | undefined {
  const user = fields(source);
  const id = wholeId(user?.id);
  if (user === undefined || id === undefined) return undefined;
  return compact<Person>({
    id: toUserId(id),
    name: nameOf(user),
    username: text(user.username),
    language: text(user.language_code),
    isBot: user.is_bot === true ? true : undefined,
  });
}

/** First and last name, else the title, else the login. */
export function nameOf(source: unknown): string | undefined {
  const user = fields(source);
  if (user === undefined) return undefined;
  const names = [text(user.first_name), text(user.last_name)].filter((part) => part !== undefined);
  return text(names.join(' ').trim()) ?? text(user.title) ?? text(user.username);
}

/** Names of several people in one line. */
export function namesOf(people: Fields[]): string | undefined {
  return text(people.map((person) => nameOf(person) ?? wholeId(person.user_id) ?? '?').join(', '));
}
