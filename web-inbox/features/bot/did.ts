import type { Key, Language, Translate } from '../../i18n/i18n.ts';
import { languageName } from '../../i18n/language-name.ts';

/** What was asked for has a word of its own; anything else is named as the flow names it. */
const words: Readonly<Record<string, Key>> = {
  name: 'bot.ask.name',
  phone: 'bot.ask.phone',
  email: 'bot.ask.email',
  wish: 'bot.ask.wish',
  new: 'bot.lead.new',
  'not-client': 'bot.lead.not-client',
  robot: 'bot.robot',
};

/** What the flow did besides speaking, in words. Pure. */
export function didWords(t: Translate, what: string, detail: string, language: Language): string {
  const head = t(`bot.did.${what}` as Key);
  // The names of things inside of a flow say nothing to whoever tries it.
  if (detail === '' || what === 'faq' || what === 'handover') return head;
  if (what === 'save') {
    const [asked = '', ...said] = detail.split(': ');
    return `${head}: ${word(t, asked)}, ${said.join(': ')}`;
  }
  const parts = detail
    .split(', ')
    .map((part) => (/^[a-z]{2}$/.test(part) ? languageName(part, language) : word(t, part)));
  return what === 'stopped' && words[detail] === undefined ? head : `${head}: ${parts.join(', ')}`;
}

function word(t: Translate, name: string): string {
  const key = words[name];
  return key === undefined ? name : t(key).toLowerCase();
}
