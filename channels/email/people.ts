import type { Person } from '../message.ts';
import { isRobotAddress } from './automatic.ts';
import { nobodyAddress, normaliseAddress, userOf } from './ids.ts';
import type { MailAddress, ParsedMail } from './mail.ts';

/** Who wrote, and where an answer goes; these differ when Reply-To asks for it. */
export interface Author {
  person: Person;
  answerTo: string;
  /** The display name was an address other than the real one. */
  spoofed?: string;
}

/** The author of an incoming letter. */
export function author(mail: ParsedMail, own: readonly string[]): Author {
  const from = mail.from[0] ?? mail.sender ?? named(mail.returnPath);
  const replyTo = mail.replyTo.filter((entry) => !own.includes(entry.address));
  const formLetter = from === undefined || isRobotAddress(from.address) || own.includes(from.address);
  const answer = replyTo.length > 0 && !isListAddress(mail, replyTo[0]) ? replyTo[0] : undefined;
  if (formLetter && answer !== undefined && !isRobotAddress(answer.address))
    return authored(answer, answer.address);
  if (from === undefined) {
    const address = nobodyAddress(mail.digest.slice(0, 12));
    return { person: { id: userOf(address) }, answerTo: address };
  }
  return authored(from, answer?.address ?? from.address);
}

function authored(entry: MailAddress, answerTo: string): Author {
  const spoofed = claimedAddress(entry);
  const person = spoofed === undefined ? personOf(entry) : personOf({ address: entry.address });
  return spoofed === undefined ? { person, answerTo } : { person, answerTo, spoofed };
}

/** A person as an address shows them. */
export function personOf(entry: MailAddress): Person {
  const address = normaliseAddress(entry.address);
  const person: Person = { id: userOf(address), emails: [address] };
  const name = entry.name?.trim();
  if (name && normaliseAddress(name) !== address) person.name = name;
  return person;
}

/** The first receiver of our letter who is not ourselves. */
export function receiver(mail: ParsedMail, own: readonly string[]): MailAddress | undefined {
  return [...mail.to, ...mail.cc].find((entry) => !own.includes(entry.address));
}

function claimedAddress(entry: MailAddress): string | undefined {
  const claimed = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/u.exec(entry.name ?? '')?.[0];
  return claimed !== undefined && normaliseAddress(claimed) !== normaliseAddress(entry.address)
    ? claimed
    : undefined;
}

/** Lists point Reply-To at themselves; an answer there would reach all members. */
function isListAddress(mail: ParsedMail, entry: MailAddress | undefined): boolean {
  const posts = mail.headers
    .filter(([name]) => name === 'list-post' || name === 'list-id')
    .map(([, value]) => value.toLowerCase());
  return posts.some(
    (value) =>
      entry !== undefined &&
      (value.includes(entry.address) || value.includes(entry.address.replace('@', '.'))),
  );
}

const named = (address: string | undefined): MailAddress | undefined =>
  address?.includes('@') ? { address: normaliseAddress(address) } : undefined;
