import { setTimeout as sleep } from 'node:timers/promises';
import { CAST, type Part } from './cast.ts';
import type { DemoNetwork, DemoPerson } from './network.ts';
import { picture } from './picture.ts';

/** Milliseconds between two newcomers once the first ones are in. */
const NEWCOMER_MS = 25_000;

/** Lets the cast write, one after the other, and answer whatever they are told. Runs until `signal`. */
export async function play(networks: DemoNetwork[], signal: AbortSignal): Promise<void> {
  const byChannel = new Map(networks.map((network) => [network.channel, network]));
  const parts = CAST.filter((part) => byChannel.has(part.channel));
  for (const [index, part] of parts.entries()) {
    const network = byChannel.get(part.channel);
    if (network === undefined || signal.aborted) continue;
    await enter(part, network.person(part.name, part), signal);
    // Half of the company's customers were there before; the others drop in while you look.
    await sleep(index < parts.length / 2 ? 300 : NEWCOMER_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function enter(part: Part, person: DemoPerson, signal: AbortSignal): Promise<void> {
  const replies = [...part.replies];
  person.onAnswer((asked) => {
    const reply = plainAnswer(asked, part) ?? replies.shift();
    if (reply !== undefined) void later(() => person.says(reply), 3000 + reply.length * 60, signal);
  });
  const last = part.opening.at(-1);
  for (const line of part.opening) {
    if (part.picture === true && line === last && person.sendsPicture !== undefined) {
      await person.sendsPicture(picture(), line);
    } else {
      await person.says(line);
    }
  }
}

const WRITE_HERE: Readonly<Record<string, string>> = {
  ru: 'Лучше пишите сюда',
  uk: 'Краще пишіть сюди',
  uz: 'Yaxshisi, shu yerga yozing',
  en: 'Please just write here',
};

/** What anybody answers to the bot's questions; undefined for everything else. */
function plainAnswer(asked: string, part: Part): string | undefined {
  if (/зовут|звати|ismingiz|your name/i.test(asked)) return part.name.split(' ')[0];
  if (/телефон|номер|telefon|raqam|phone/i.test(asked)) return part.phone ?? WRITE_HERE[part.language];
  return undefined;
}

/** People need a moment to read and type. */
async function later(act: () => Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  if (!signal.aborted) await act().catch(() => undefined);
}
