import iconv from 'iconv-lite';

export interface BenchLetter {
  raw: Buffer;
  /** Author's address; undefined for what names none. */
  from: string | undefined;
  /** The same letter once more. */
  copy: boolean;
}

/** A small generator with a seed, so that every run has the same letters. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS =
  'добрый день подскажите пожалуйста сколько стоит каюта на двоих с завтраком и можно ли приехать раньше спасибо будем ждать ответа дякую чекаємо на відповідь'.split(
    ' ',
  );
const CHARSETS = ['utf-8', 'utf-8', 'utf-8', 'windows-1251', 'koi8-r'];

/** What a support mailbox holds: charsets, answers with history, files, HTML, damage, automatic mail, copies. */
export function benchLetters(count: number, run: string): BenchLetter[] {
  const next = random(20_261_116);
  const people = Math.ceil(count / 3);
  const earlier = new Map<string, string>();
  const letters: BenchLetter[] = [];
  while (letters.length < count) {
    const index = letters.length;
    const kind = next();
    if (kind < 0.03 && index > 10) {
      const original = letters[Math.floor(next() * index)];
      if (original !== undefined) letters.push({ ...original, copy: true });
      continue;
    }
    const from = `person${Math.floor(next() * people)}@client${Math.floor(next() * 9)}.example`;
    const charset = CHARSETS[Math.floor(next() * CHARSETS.length)] ?? 'utf-8';
    const id = `<${run}.${index}@client.example>`;
    const text = Array.from(
      { length: 20 + Math.floor(next() * 60) },
      () => WORDS[Math.floor(next() * WORDS.length)],
    ).join(' ');
    const parent = kind < 0.3 ? earlier.get(from) : undefined;
    letters.push({ raw: letter(from, id, text, charset, kind, parent, index), from, copy: false });
    earlier.set(from, id);
  }
  return letters;
}

function letter(
  from: string,
  id: string,
  text: string,
  charset: string,
  kind: number,
  parent: string | undefined,
  index: number,
): Buffer {
  const said = kind > 0.95 ? 'us-ascii' : charset;
  const head = [
    `Received: from mx.client.example by mail.havan.example for <support@havan.example>; Mon, 16 Nov 2026 10:12:09 +0200`,
    `From: =?utf-8?B?${Buffer.from(`Клиент ${from.split('@')[0]}`).toString('base64')}?= <${from}>`,
    'To: support@havan.example',
    `Subject: =?utf-8?B?${Buffer.from(`${parent ? 'Re: ' : ''}Вопрос ${index}`).toString('base64')}?=`,
    `Date: ${new Date(1_794_816_000_000 + index * 1000).toUTCString()}`,
    `Message-ID: ${id}`,
    'MIME-Version: 1.0',
    ...(parent === undefined ? [] : [`In-Reply-To: ${parent}`, `References: ${parent}`]),
    ...(kind > 0.3 && kind < 0.33 ? ['Auto-Submitted: auto-replied'] : []),
  ].join('\r\n');
  const quoted =
    parent === undefined
      ? ''
      : '\r\n\r\n16.11.2026 10:05, Тиха Гавань <support@havan.example> пишет:\r\n> Каюта свободна.\r\n> Бронировать?';
  const body = iconv.encode(`${text}${quoted}\r\n`, charset);
  const plain = (type = 'text/plain') => [
    Buffer.from(`Content-Type: ${type}; charset=${said}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`),
    body,
  ];
  if (kind > 0.33 && kind < 0.45) {
    const file = Buffer.alloc(3000 + (index % 50) * 2000, index % 251)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n');
    const boundary = kind < 0.35 ? 'declared' : 'b1';
    return Buffer.concat([
      Buffer.from(`${head}\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--b1\r\n`),
      ...plain(),
      Buffer.from(
        `\r\n--b1\r\nContent-Type: application/pdf; name="file${index}.pdf"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--b1--\r\n`,
      ),
    ]);
  }
  if (kind > 0.45 && kind < 0.6) {
    const html = iconv.encode(`<html><body><p>${text}</p><div>-- <br>Подпись</div></body></html>`, charset);
    return Buffer.concat([
      Buffer.from(`${head}\r\nContent-Type: multipart/alternative; boundary="a1"\r\n\r\n--a1\r\n`),
      ...plain(),
      Buffer.from(
        `\r\n--a1\r\nContent-Type: text/html; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
      ),
      html,
      Buffer.from('\r\n--a1--\r\n'),
    ]);
  }
  return Buffer.concat([Buffer.from(`${head}\r\n`), ...plain()]);
}
