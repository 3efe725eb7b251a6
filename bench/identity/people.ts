import { firmNumber, mobileNumber, otherDigits, written } from './numbers.ts';
import { createRandom, type Random } from './random.ts';
import { LANGUAGES, type Language, WORDS } from './words.ts';

/** One way in which a person writes to us. */
export interface Account {
  kind: 'chat' | 'other-chat' | 'letter';
  person: number;
  /** User id on the network, or the mail address. */
  user: string;
  name: string;
}

/** Something that is said, by the client or before that by us. */
export interface Line {
  account: number;
  text: string;
  /** What we had written before it. */
  asked?: string;
}

export interface Labelled {
  people: number;
  accounts: Account[];
  /** Everything that is said, in rounds; a round's lines are of different accounts. */
  rounds: Line[][];
  /** By address, the one person it belongs to; what is missing belongs to nobody alone. */
  owners: Map<string, number>;
  /** Addresses that an account's own words give as theirs. */
  expected: { account: number; address: string }[];
}

interface Person {
  index: number;
  language: Language;
  first: string;
  full: string;
  phones: string[];
  emails: string[];
  firm: Firm | null;
}

interface Firm {
  name: string;
  domain: string;
  phone: string;
  mobile: string | null;
}

/** Who writes how much; the rest of the variety comes from the words. */
export function generate(count: number, seed = 20_260_101): Labelled {
  const random = createRandom(seed);
  const taken = new Set<string>();
  const firms = makeFirms(random, Math.ceil(count / 12), taken);
  const people = Array.from({ length: count }, (_, index) => makePerson(random, index, firms, taken));
  const labelled: Labelled = { people: count, accounts: [], rounds: [], owners: new Map(), expected: [] };
  for (const person of people) {
    for (const address of [...person.phones, ...person.emails]) labelled.owners.set(address, person.index);
  }
  for (const person of people) {
    for (const account of accountsOf(random, person)) {
      const at = labelled.accounts.push(account) - 1;
      const lines = account.kind === 'letter' ? letters : chat;
      const said = lines(random, person, account, people, (address) => {
        labelled.expected.push({ account: at, address });
      });
      for (const [round, line] of said.entries()) {
        labelled.rounds[round] ??= [];
        labelled.rounds[round].push({ account: at, ...line });
      }
    }
  }
  labelled.rounds = labelled.rounds.map((round) => random.shuffle(round));
  return labelled;
}

function makeFirms(random: Random, count: number, taken: Set<string>): Firm[] {
  return Array.from({ length: count }, (_, index) => {
    const language = random.pick(LANGUAGES);
    return {
      name: random.pick(WORDS[language].firm),
      domain: `firm${index}.example`,
      phone: firmNumber(random, language),
      // Small firms answer at a mobile number that stands below everybody's letters.
      mobile: random.chance(0.3) ? mobileNumber(random, language, taken) : null,
    };
  });
}

function makePerson(random: Random, index: number, firms: readonly Firm[], taken: Set<string>): Person {
  const language = random.pick(['ru', 'ru', 'ru', 'ru', 'uk', 'uk', 'uk', 'uz', 'uz', 'en'] as const);
  const { first: firsts, last: lasts } = WORDS[language];
  const first = random.pick(firsts);
  const last = random.pick(lasts);
  const firm = random.chance(0.3) ? random.pick(firms) : null;
  const phones = [mobileNumber(random, language, taken)];
  if (random.chance(0.15)) phones.push(mobileNumber(random, language, taken));
  const local = `${latin(first)}${random.pick(['.', '_', ''])}${latin(last)}${index}`;
  const emails = [`${local}@${random.pick(['mail.example', 'post.example', 'inbox.example'])}`];
  if (firm !== null) emails.push(`${latin(last)}${index}@${firm.domain}`);
  return { index, language, first, full: `${first} ${last}`, phones, emails, firm };
}

function accountsOf(random: Random, person: Person): Account[] {
  const shown = () =>
    random.pick([
      person.full,
      person.full,
      person.first,
      latin(person.full),
      `${person.first} ${random.pick(['🌸', '✨', '⚡'])}`,
      `${latin(person.first)}_${person.index}`,
    ]);
  const { index } = person;
  const accounts: Account[] = [];
  if (random.chance(0.62))
    accounts.push({ kind: 'chat', person: index, user: String(700_000 + index), name: shown() });
  if (random.chance(0.35))
    accounts.push({ kind: 'other-chat', person: index, user: `v${index}==`, name: shown() });
  for (const email of person.emails) {
    if (random.chance(0.5))
      accounts.push({
        kind: 'letter',
        person: index,
        user: email,
        name: random.chance(0.85) ? person.full : '',
      });
  }
  if (accounts.length > 0) return accounts;
  return [{ kind: 'chat', person: index, user: String(700_000 + index), name: shown() }];
}

type Give = (address: string) => void;
type Spoken = Omit<Line, 'account'>;

function chat(
  random: Random,
  person: Person,
  _account: Account,
  people: readonly Person[],
  give: Give,
): Spoken[] {
  const words = WORDS[person.language];
  const lines: Spoken[] = [{ text: random.pick(words.talk) }];
  if (random.chance(0.75)) {
    const [phone = ''] = person.phones;
    const spelled = written(random, phone);
    const typo = random.chance(0.03);
    const text = typo ? spelled.replace(/\d(?=\D*$)/, '') : spelled;
    if (random.chance(0.25)) {
      lines.push({
        text: fill(random.pick(words.answer), { p: text, n: person.first }),
        asked: random.pick(words.ask),
      });
    } else lines.push({ text: own(random, words.ownPhone, { p: text, n: person.first }) });
    if (!typo) give(phone);
  }
  if (random.chance(0.4)) {
    const email = random.pick(person.emails);
    lines.push({ text: own(random, words.ownEmail, { e: email, n: person.first }) });
    give(email);
  }
  const [, second] = person.phones;
  if (second !== undefined && random.chance(0.6)) {
    lines.push({ text: own(random, words.ownPhone, { p: written(random, second), n: person.first }) });
    give(second);
  }
  lines.push(...noise(random, person, people));
  return [...lines.slice(0, 1), ...random.shuffle(lines.slice(1))];
}

/** What must not be taken for the writer's. */
function noise(random: Random, person: Person, people: readonly Person[]): Spoken[] {
  const words = WORDS[person.language];
  const lines: Spoken[] = [];
  const stranger = () => random.pick(people.filter((one) => one !== person));
  if (random.chance(0.4)) {
    const { phones } = stranger();
    const number = random.chance(0.8) ? (phones[0] ?? '') : firmNumber(random, person.language);
    lines.push({ text: fill(random.pick(words.otherPhone), { p: written(random, number) }) });
  }
  if (random.chance(0.12))
    lines.push({ text: fill(random.pick(words.otherEmail), { e: random.pick(stranger().emails) }) });
  if (random.chance(0.4)) lines.push({ text: fill(random.pick(words.digits), { d: otherDigits(random) }) });
  if (random.chance(0.3)) lines.push({ text: random.pick(words.talk) });
  return lines;
}

function letters(
  random: Random,
  person: Person,
  account: Account,
  people: readonly Person[],
  give: Give,
): Spoken[] {
  const words = WORDS[person.language];
  const lines: Spoken[] = [];
  const withMobile = random.chance(0.8);
  for (let nth = 0; nth < 1 + random.below(3); nth += 1) {
    const body: string[] = [random.pick(words.greeting), '', random.pick(words.talk)];
    if (random.chance(0.25)) {
      body.push(own(random, words.ownPhone, { p: written(random, person.phones[0] ?? ''), n: person.first }));
      give(person.phones[0] ?? '');
    }
    if (random.chance(0.5)) body.push(...noise(random, person, people).map(({ text }) => text));
    const signed = signature(random, person, withMobile);
    if (withMobile) give(person.phones[0] ?? '');
    lines.push({
      text: [...body, '', ...signed, '', ...history(random, person, people, account)].join('\n'),
    });
  }
  return lines;
}

function signature(random: Random, person: Person, withMobile: boolean): string[] {
  const words = WORDS[person.language];
  const lines = [random.pick(words.closing), person.full];
  const { firm } = person;
  if (firm !== null && random.chance(0.5)) lines.push(random.pick(words.titles));
  if (firm !== null) lines.push(firm.name);
  if (firm !== null && random.chance(0.7)) {
    lines.push(`${random.pick(words.office)} ${written(random, firm.phone)}`);
    if (firm.mobile !== null)
      lines.push(`${random.pick([...words.office, ...words.mobile])} ${written(random, firm.mobile)}`.trim());
  }
  if (withMobile)
    lines.push(`${random.pick(words.mobile)} ${written(random, person.phones[0] ?? '')}`.trim());
  if (firm !== null && random.chance(0.4)) lines.push(`info@${firm.domain}`, `www.${firm.domain}`);
  return lines;
}

/** Below a letter: what it answers, with our own signature, or a letter of somebody else that is passed on. */
function history(random: Random, person: Person, people: readonly Person[], account: Account): string[] {
  const words = WORDS[person.language];
  const draw = random.next();
  if (draw < 0.35) {
    const head = fill(random.pick(words.quoted), {
      date: '12.03.2026, 14:05',
      name: 'Okno',
      from: 'shop@okno.example',
    });
    return [
      head,
      ...[
        random.pick(words.talk),
        '',
        'Okno',
        `тел. ${written(random, firmNumber(random, 'ru'))}`,
        '+7 916 555-01-02',
      ].map((line) => `> ${line}`),
    ];
  }
  if (draw < 0.5) {
    const other = random.pick(people.filter((one) => one !== person));
    return [
      random.pick(words.forwarded),
      `From: ${other.full} <${other.emails[0]}>`,
      `To: ${account.user}`,
      `Subject: ${random.pick(words.talk)}`,
      '',
      own(random, WORDS[other.language].ownPhone, {
        p: written(random, other.phones[0] ?? ''),
        n: other.first,
      }),
      ...signature(random, other, true),
    ];
  }
  return [];
}

/** Now and then in capitals, without a capital, or inside of a longer message. */
function own(random: Random, list: readonly string[], facts: Record<string, string>): string {
  const text = fill(random.pick(list), facts);
  if (random.chance(0.08)) return text.toLowerCase();
  if (random.chance(0.06)) return `${text}!!!`;
  return random.chance(0.1) ? `${text} 🙏` : text;
}

function fill(text: string, facts: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
}

const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  [...'абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя'].map((letter, at) => [
    letter,
    'a b v g g d e e ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya'
      .split(' ')
      [at]?.replace('_', '') ?? '',
  ]),
);

function latin(text: string): string {
  return [...text.toLowerCase()]
    .map((letter) => LATIN[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9 ]/g, '')
    .replace(/ /g, '.');
}
