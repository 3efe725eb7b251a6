import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowBody } from '../../src/api/protocol/bot.ts';
import { decide } from '../../src/bot/decide.ts';
import {
  type Act,
  type BotState,
  freshState,
  type Incoming,
  type Say,
  type Scene,
} from '../../src/bot/state.ts';
import { shop } from '../../src/bot/templates/shop.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';

const START = Date.parse('2026-05-08T10:00:00Z');

interface Talk {
  /** One turn of the person; answers what is said. */
  hear(text: string, more?: Partial<Incoming> & { after?: number }): string[];
  acts: Act[];
  state(): BotState;
}

/** A person who takes twenty seconds for each answer, unless said otherwise. */
function talk(body: FlowBody, scene: Partial<Scene> = {}): Talk {
  let state = freshState();
  let now = START;
  const acts: Act[] = [];
  return {
    acts,
    state: () => state,
    hear(text, { after = 20_000, ...more } = {}) {
      now += after;
      const message: Incoming = { text, ownPhones: [], hasFiles: false, at: now, ...more };
      const common = {
        flow: 'f',
        version: 1,
        open: true,
        opens: () => '09:00',
        known: {},
        isNew: true,
        house: 'Havan',
      };
      const decided = decide(state, message, { body, ...common, ...scene, now });
      state = decided.state;
      acts.push(...decided.acts);
      return decided.acts.filter((act): act is Say => act.kind === 'say').map((say) => say.text);
    },
  };
}

const saved = ({ acts }: Talk) => acts.flatMap((act) => (act.kind === 'save' ? [[act.ask, act.value]] : []));
const kinds = ({ acts }: Talk) => acts.map(({ kind }) => kind);

describe('greeting a new lead', () => {
  test('one message greets and asks; each answer brings the next question', () => {
    const anna = talk(welcome);
    expect(anna.hear('Добрый день')).toEqual([expect.stringMatching(/Это Havan[\s\S]*Как вас зовут\?$/)]);
    expect(anna.hear('Анна')).toEqual([expect.stringContaining('номеру телефона')]);
    expect(anna.hear('8 912 345 67 89')).toEqual([expect.stringContaining('Чем можем помочь')]);
    expect(anna.hear('Нужен торт')).toEqual([expect.stringContaining('Спасибо, Анна!')]);
    expect(saved(anna)).toEqual([
      ['name', 'Анна'],
      ['phone', '+79123456789'],
      ['wish', 'Нужен торт'],
    ]);
    expect(anna.acts.at(-1)).toMatchObject({ kind: 'handover', note: true });
    expect(anna.hear('А ещё вопрос')).toEqual([]);
  });

  test.each([
    ['Добрий день, скільки коштує?', 'Як вас звати?'],
    ['Assalomu alaykum', 'Ismingiz nima?'],
    ['Hello there', 'What is your name?'],
  ])('%s is answered in its own language', (text, question) => {
    expect(talk(welcome).hear(text)[0]).toContain(question);
  });

  test('where the words do not tell, the network does; where it does not either, the flow', () => {
    expect(talk(welcome, { language: 'uk-UA' }).hear('👋')[0]).toContain('Як вас звати?');
    expect(talk(welcome, { language: 'fr' }).hear('👋')[0]).toContain('Как вас зовут?');
  });

  test('what is known is not asked', () => {
    const known = talk(welcome, { known: { name: 'Анна', phone: '+79123456789' } });
    expect(known.hear('Здравствуйте')[0]).toMatch(/Чем можем помочь/);
  });

  test('a shared number answers, a declined question is left out', () => {
    const anna = talk(welcome);
    anna.hear('Здравствуйте');
    anna.hear('Анна');
    anna.hear('', { ownPhones: ['79123456789'] });
    anna.hear('пропустить');
    expect(saved(anna)).toEqual([
      ['name', 'Анна'],
      ['phone', '+79123456789'],
    ]);
    expect(kinds(anna)).toContain('handover');
  });

  test('an answer that does not pass is asked again in other words, then people take over', () => {
    const anna = talk(welcome);
    anna.hear('Здравствуйте');
    anna.hear('Анна');
    expect(anna.hear('зачем он вам')[0]).toContain('Не получилось прочитать');
    anna.hear('не дам я вам номер');
    expect(kinds(anna)).toContain('handover');
  });

  test('outside the hours it says when it opens', () => {
    const anna = talk(welcome, { open: false, known: { name: 'Анна', phone: '+79123456789' } });
    anna.hear('Здравствуйте');
    expect(anna.hear('Нужен торт')[0]).toContain('как только откроемся: 09:00');
  });

  test('who is known already is not greeted, but frequent questions are answered', () => {
    const old = talk({ ...shop, greets: 'new' }, { isNew: false });
    expect(old.hear('Здравствуйте')).toEqual([]);
    expect(old.hear('А доставка есть?')).toEqual([expect.stringContaining('Доставляем')]);
  });
});

describe('questions in between', () => {
  test('are answered and the own question is asked again', () => {
    const anna = talk({ ...welcome, faq: shop.faq });
    anna.hear('Здравствуйте');
    expect(anna.hear('А доставка у вас есть?')[0]).toMatch(/Доставляем[\s\S]*Как вас зовут/);
    expect(anna.hear('Анна')[0]).toContain('номеру телефона');
  });

  test('in the very first message they come between greeting and question', () => {
    const [first] = talk(shop).hear('Здравствуйте, доставка есть?');
    expect(first).toMatch(/Havan[\s\S]*Доставляем[\s\S]*Что вас интересует/);
  });

  test('a command of the messenger is no answer: the question is asked once more', () => {
    const anna = talk(welcome);
    expect(anna.hear('/start')[0]).toContain('Как вас зовут?');
    expect(anna.hear('/start ref42')).toEqual(['Как вас зовут?']);
    expect(anna.hear('Анна')[0]).toContain('номеру телефона');
  });

  test('a button of an earlier question answers nothing', () => {
    const anna = talk(shop);
    anna.hear('Здравствуйте');
    anna.hear('Сделать заказ', { tap: 'Сделать заказ' });
    expect(anna.hear('Сделать заказ', { tap: 'Сделать заказ' })).toEqual([]);
    expect(anna.state().step).toBe('wish');
  });
});

describe('between two robots', () => {
  const robots: [string, (heard: string, nth: number) => string][] = [
    ['always says the same', () => 'Ваше сообщение получено'],
    ['repeats what it hears', (heard) => heard],
    ['quotes what it hears', (heard) => `> ${heard}\nСпасибо за обращение`],
    ['counts its answers', (_heard, nth) => `Обращение №${nth} принято`],
    [
      'says something that could be a name',
      (_heard, nth) => ['Привет', 'Елена', 'Мария', 'Ольга'][nth % 4] ?? '',
    ],
    [
      'asks for a name itself',
      (_heard, nth) => (nth % 2 ? 'Как вас зовут?' : 'Назовите ваше имя, пожалуйста'),
    ],
  ];
  test.each(robots)('one that %s hears three answers at most', (_name, robot) => {
    for (const after of [50, 60_000]) {
      const ours = talk(welcome);
      let heard = ours.hear('Здравствуйте');
      let answers = heard.length;
      for (let nth = 1; nth < 30 && heard.length > 0; nth += 1) {
        heard = ours.hear(robot(heard.join('\n'), nth), { after });
        answers += heard.length;
      }
      expect(answers).toBeLessThanOrEqual(3);
    }
  });

  test('two bots with the same flow end after three answers each', () => {
    const [one, other] = [talk(welcome), talk(welcome)];
    let answers = 0;
    let words = ['Здравствуйте'];
    for (let nth = 0; nth < 40 && words.length > 0; nth += 1) {
      words = (nth % 2 ? one : other).hear(words.join('\n'), { after: 400 });
      if (nth % 2) answers += words.length;
    }
    expect(answers).toBeLessThanOrEqual(3);
  });
});

test('whatever is said, one turn gets one message at most and a day no more than the brake allows', () => {
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'доставка',
      'Анна',
      '8 912 345-67-89',
      '1',
      '2',
      'нет',
      'оплата',
      'возврат',
      'Иван',
      'сколько?',
    ),
  );
  void fc.assert(
    fc.property(fc.array(words, { maxLength: 80 }), fc.constantFrom(welcome, shop), (texts, body) => {
      const person = talk(body);
      let said = 0;
      for (const text of texts) {
        const heard = person.hear(text, { after: 1_000 });
        expect(heard.length).toBeLessThanOrEqual(1);
        said += heard.length;
      }
      expect(said).toBeLessThanOrEqual(12);
    }),
  );
});
