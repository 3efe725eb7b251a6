import { timing } from './floors/percentiles.ts';
import { flags } from './load/flags.ts';
import { seeded } from './load/seed.ts';
import { asker, startService } from './load/service.ts';
import { nameOf, textOf } from './load/words.ts';

const OPERATORS = 50;

/** What people look for, by kind; each must find somebody or something. */
const QUESTIONS: Record<string, (nth: number, given: { conversations: number; messages: number }) => string> =
  {
    'one word': (nth) => ['доставка', 'замовлення', 'buyurtma', 'invoice'][nth % 4] ?? '',
    'two words': (nth) => ['доставка курьер', 'повернення розмір', 'price tomorrow'][nth % 3] ?? '',
    'rare words': (nth, { messages }) => textOf((nth * 7_919) % messages),
    prefix: (nth) => ['доста', 'замов', 'пожал', 'deliv'][nth % 4] ?? '',
    'word forms': (nth) => ['доставку', 'заказом', 'замовленням', 'магазине', 'квитанцію'][nth % 5] ?? '',
    'name in Latin': (nth) => ['Olga Ivanova', 'Shevchenko', 'Petrov Ivan', 'Kovalenko'][nth % 4] ?? '',
    'name in Cyrillic': (nth, { conversations }) => nameOf((nth * 7_919) % conversations),
    'phone fragment': (nth, { conversations }) =>
      `916${String((nth * 7_919) % conversations).padStart(7, '0')}`.slice(-7),
  };

/** Searches of a manager, who sees everything, and of operators. Arguments: --conversations, --messages, --times, --reuse. */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { conversations: 100_000, messages: 1_000_000, times: 100, reuse: 0 });
  const { conversations, messages, times } = given;
  const seed = { conversations, messages, operators: OPERATORS };
  const { dir, tokens } = await seeded(seed, given.reuse === 1);
  const service = await startService(dir);
  const askers = tokens.map((token) => asker(service.url, token));
  const kinds: Record<string, object> = {};
  try {
    for (const [kind, question] of Object.entries(QUESTIONS)) {
      const durations: number[] = [];
      let nothing = 0;
      let failed = 0;
      const begun = performance.now();
      for (let nth = 0; nth < times; nth += 1) {
        const one = askers[nth % askers.length];
        const answer = await one?.get(`/search?q=${encodeURIComponent(question(nth, given).slice(0, 200))}`);
        if (answer === undefined) continue;
        durations.push(answer.ms);
        if (answer.status !== 200) failed += 1;
        else if (answer.body.contacts.length + answer.body.messages.length === 0) nothing += 1;
      }
      kinds[kind] = { ...timing(durations, performance.now() - begun), nothing, failed };
    }
    return { conversations, messages, kinds, memoryMb: service.child.peakMb() };
  } finally {
    for (const one of askers) one.close();
    await service.child.stop();
  }
}
