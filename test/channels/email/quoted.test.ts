import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../channels/email/html-text.ts';
import { splitQuoted } from '../../../channels/email/quoted/index.ts';
import { messageOf } from './read.ts';

/** Answer, then history as each program writes it. The answer alone must stay. */
const HISTORY: Record<string, string> = {
  'Gmail en with a narrow space':
    'On Mon, Nov 16, 2026 at 10:05\u202fAM Tyha Havan <s@h.example> wrote:\n\n> Hi\n> there',
  'Gmail mobile uk': 'пʼятниця, 18 квітня 2025 р. Name <a@b.example> пише:\n\n> x',
  'K-9 uk': '27 липня 2023 р. 18:11:15 GMT+03:00, Name <a@b.example> написав(-ла):\n>x\n>y',
  'Evolution uk': 'У пн, 2023-10-09 у 14:29 -0700, Name пише:\n> x\n> y',
  'Yandex ru, no marks': '27.08.2019, 00:25, "Name" <a@b.example>:\n\nOur text\nsecond line',
  'Mail.ru, no marks': 'Среда, 15 мая 2019, 11:57 +03:00 от Name <a@b.example>:\n\nOur text',
  'The Bat': 'Вы писали 16 ноября 2026 г., 10:05:\n\n> Каюта\n> Бронировать?',
  'Outlook uk':
    '________________________________\nВід: T <s@h.example>\nНадіслано: понеділок, 16 листопада 2026 р. 10:05\nКому: Олена\nТема: Бронь\n\nДобрий день',
  'Outlook uk with Дата and Копія':
    'Від: T <s@h.example>\nДата: понеділок, 16 листопада 2026 р. 10:05\nКому: Олена\nКопія: X\nТема: Бронь\n\nДобрий день',
  'Outlook for Mac ru': '16.11.26, 10:05 пользователь "Тиха" <s@h.example> написал:\n\n    Добрый',
  'Apple ru': '> 16 нояб. 2026 г., в 10:05, Тиха <s@h.example> написал(а):\n> \n> Каюта',
  'dashes uk': '-----Оригінальне повідомлення-----\nВід: a\nКаюта',
  'dashes en': '-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nCabin',
  uz: '2026-yil 16-noyabr, 10:05 Tyha <s@h.example> yozdi:\n\n> Salom',
  'our border inside a quotation':
    '16.11.2026 10:05, Тиха пишет:\n> — — — Ответьте выше этой линии · Reply above this line — — —\n> Каюта',
  'a help desk border': '##- Please type your reply above this line -##\nCabin\nBooking 118',
  'a border in uk': '--- Напишіть відповідь вище цієї лінії ---\nКаюта',
};

describe('history is folded', () => {
  it.each(Object.entries(HISTORY))('%s', (_name, history) => {
    const { visible, folded } = splitQuoted(`Так, бронюйте.\n\n${history}\n`, { reply: true });
    expect(visible).toBe('Так, бронюйте.');
    expect(folded).toBe(history.trim());
  });

  it.each([
    ['Mening iPhone telefonimdan yuborildi'],
    ['Отправлено с устройства Galaxy'],
    ['Отправлено из мобильной Яндекс Почты'],
    ['Надіслано з мого Android-пристрою'],
    ['Sent from my Samsung Galaxy smartphone.'],
    ['Get Outlook for iOS<https://aka.ms/o0ukef>'],
    ['-- \nОлена Ковальчук\n+380 50 123 45 67'],
    ['--\nИгорь\nОтправлено из Почты Mail'],
  ])('a signature: %s', (footer) => {
    expect(splitQuoted(`Так.\n\n${footer}\n`).visible).toBe('Так.');
  });
});

describe('words of the author stay', () => {
  it.each([
    [
      'answers between quotes',
      'On Mon, Nov 16, 2026 at 10:05 AM T <s@h.example> wrote:\n> Q1?\nA1\n> Q2?\nA2',
    ],
    [
      'a greeting above answers between quotes',
      'Hi,\n\nOn Mon, Nov 16, 2026 at 10:05 AM T <s@h.example> wrote:\n> Q1?\nA1\n> Q2?\nA2',
    ],
    ['prose with a date, an address and a colon', 'Мне 16.11.2026 звонил Иван:\nон сказал, что всё ок.'],
    ['prose with a verb', 'В письме от 16 ноября 2026 вы писали:\nцена 100.\nА теперь 200?'],
    ['labels without a date', 'From: Київ\nTo: Одеса\nOn Monday I wrote: nothing important'],
    ['nothing but a quotation', '> a\n> b'],
    [
      'a forward of Apple Mail',
      'См.\n\nНачало переадресованного сообщения:\n\n> От: A <a@b.example>\n> Тема: X\n> \n> Text',
    ],
  ])('%s', (_name, text) => {
    expect(splitQuoted(text, { reply: true })).toEqual({ visible: text, folded: '' });
  });

  it('keeps what a forward copies under its head', () => {
    const text =
      'Посмотрите\n\nFrom: A <a@b.example>\nSent: Monday, November 16, 2026 10:05\nTo: Olena\nSubject: Booking\n\nText';
    expect(splitQuoted(text, { forward: true })).toEqual({ visible: text, folded: '' });
  });

  it('an answer below the quotation is the message', () => {
    const quote = '16.11.2026 10:05, Тиха пишет:\n> Каюта?';
    expect(splitQuoted(`${quote}\n\nДа.`, { reply: true })).toEqual({ visible: 'Да.', folded: quote });
  });

  it('loses no word and always ends, whatever the lines', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '> q',
        '>> q',
        '-- ',
        '--',
        'Sent from my iPhone',
        'From: a <a@b.example>',
        'Sent: 16.11.2026 10:05',
        'To: b',
        'Subject: c',
        '________________________________',
        '##- reply above this line -##',
        '---------- Forwarded message ---------',
        '-----Original Message-----',
        '16.11.2026 10:05, T <s@h.example> пишет:',
        'On 16 Nov 2026, at 10:05, T <s@h.example> wrote:',
        'слова',
      ),
      fc.string({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), fc.boolean(), (lines, reply, forward) => {
        const text = lines.join('\n');
        const { visible, folded } = splitQuoted(text, { reply, forward });
        const words = (value: string) =>
          value
            .split(/\s+/)
            .filter((word) => word !== '')
            .sort();
        expect(words(`${visible}\n${folded}`)).toEqual(words(text));
        if (text.trim() !== '') expect(visible).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('does not hang on hostile text', () => {
    for (const hostile of [
      `a${' '.repeat(200_000)}b`,
      `${' *'.repeat(100_000)}x`,
      '>'.repeat(200_000),
      '-'.repeat(200_000),
      `${'a '.repeat(100_000)}:`,
      '1.1.11 '.repeat(30_000),
      'From: '.repeat(40_000),
    ]) {
      expect(splitQuoted(hostile, { reply: true }).visible.length).toBeGreaterThan(0);
    }
  });
});

describe('hostile HTML', () => {
  it.each([
    ['unclosed tags', '<a'.repeat(700_000)],
    ['unclosed quotes', '<a "'.repeat(400_000)],
    ['crossed quotes', `<a "><b '>`.repeat(150_000)],
    ['one quote and many tags', `<a "${'<b>x'.repeat(300_000)}`],
    ['unclosed elements', '<svg>'.repeat(300_000)],
    ['unclosed comment', '<!--'.repeat(300_000)],
    ['endless attributes', `<p ${'class='.repeat(200_000)}>`],
    ['endless styles', `<p ${'style="'.repeat(200_000)}>`],
    ['deep quotes', '<blockquote>'.repeat(100_000)],
    ['entities', '&'.repeat(1_000_000)],
  ])('%s end soon', (_name, html) => {
    expect(typeof htmlToText(`${html}the end`).text).toBe('string');
  });
});

describe('HTML letters', () => {
  const html = (body: string, subject = 'Re: s') =>
    messageOf(
      `From: k@client.example\r\nSubject: ${subject}\r\nIn-Reply-To: <x@h.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`,
    );

  it.each([
    [
      'Gmail',
      '<div dir="ltr">Так</div><br><div class="gmail_quote"><div class="gmail_attr">any words</div><blockquote class="gmail_quote">Добрий</blockquote></div>',
    ],
    [
      'Outlook',
      "<p class=MsoNormal>Так</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'><p>Whatever</p></div><p>Добрий</p>",
    ],
    [
      'Outlook web',
      '<div>Так</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Abc:</b> x</div><div>Добрий</div>',
    ],
    [
      'Apple',
      '<body>Так<br><div><br><blockquote type="cite"><div>On 16 Nov 2026, at 10:05, T &lt;s@h.example&gt; wrote:</div><br><div>Добрий</div></blockquote></div></body>',
    ],
    [
      'Thunderbird',
      '<p>Так</p><div class="moz-cite-prefix">any words<br></div><blockquote type="cite">Добрий</blockquote>',
    ],
    [
      'Yandex',
      '<div>Так</div><div>27.08.2019, 00:25, "Name" &lt;a@b.example&gt;:</div><blockquote><p>Добрий</p></blockquote><div>-- <br>Иван</div>',
    ],
    [
      'Proton',
      '<div>Так</div><div class="protonmail_quote">any words<br><blockquote>Добрий</blockquote></div>',
    ],
  ])('%s', async (_name, body) => {
    const { content } = await html(body);
    expect(content.text.text).toBe('Так');
    expect(content.folded).toContain('Добрий');
    expect(content.html).toContain('Добрий');
  });

  it('keeps a forward of Gmail', async () => {
    const { content } = await html(
      '<div>Look<br><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>От: X</div><br>Текст</div></div>',
      'Fwd: s',
    );
    expect(content.text.text).toContain('Текст');
    expect(content.folded).toBeUndefined();
  });
});
