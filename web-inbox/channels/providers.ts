/** Well-known mailbox providers, so that a person only types the address. Hosts as their own help pages give them. */
const hosts: Readonly<Record<string, { imap: string; smtp: string }>> = {
  'gmail.com': { imap: 'imap.gmail.com', smtp: 'smtp.gmail.com' },
  'yandex.ru': { imap: 'imap.yandex.ru', smtp: 'smtp.yandex.ru' },
  'yandex.com': { imap: 'imap.yandex.com', smtp: 'smtp.yandex.com' },
  'yandex.uz': { imap: 'imap.yandex.ru', smtp: 'smtp.yandex.ru' },
  'mail.ru': { imap: 'imap.mail.ru', smtp: 'smtp.mail.ru' },
  'bk.ru': { imap: 'imap.mail.ru', smtp: 'smtp.mail.ru' },
  'inbox.ru': { imap: 'imap.mail.ru', smtp: 'smtp.mail.ru' },
  'list.ru': { imap: 'imap.mail.ru', smtp: 'smtp.mail.ru' },
  'rambler.ru': { imap: 'imap.rambler.ru', smtp: 'smtp.rambler.ru' },
  'ukr.net': { imap: 'imap.ukr.net', smtp: 'smtp.ukr.net' },
  'meta.ua': { imap: 'imap.meta.ua', smtp: 'smtp.meta.ua' },
  'outlook.com': { imap: 'outlook.office365.com', smtp: 'smtp.office365.com' },
  'hotmail.com': { imap: 'outlook.office365.com', smtp: 'smtp.office365.com' },
  'icloud.com': { imap: 'imap.mail.me.com', smtp: 'smtp.mail.me.com' },
};

/** Values that follow from one the person has just typed; only fields that are still empty may take them. */
export function guessValues(name: string, value: string): Record<string, string> {
  if (name !== 'address') return {};
  const domain = value.split('@')[1]?.toLowerCase() ?? '';
  if (!domain.includes('.')) return {};
  const known = hosts[domain];
  if (known === undefined) return {};
  return { 'imap.host': known.imap, 'smtp.host': known.smtp };
}
