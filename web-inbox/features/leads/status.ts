import type { LeadStatus, LeadView } from '../../../src/api/protocol.ts';
import { fullTime, money, shortSpan } from '../../i18n/format.ts';
import type { Language, Translate } from '../../i18n/i18n.ts';

/** In the order in which work goes on. */
export const statuses: readonly LeadStatus[] = ['new', 'planned', 'bought', 'refused', 'not-client'];

/** How long a planned lead has been waiting past its day; null when it is not overdue. */
export function overdueMs(lead: LeadView, now: number): number | null {
  if (lead.status !== 'planned' || lead.plannedFor === undefined) return null;
  const late = now - Date.parse(lead.plannedFor);
  return late > 0 ? late : null;
}

/** What belongs to the status: the day, the amount, the reason, the comment. Pure. */
export function leadFacts(
  lead: Pick<LeadView, 'plannedFor' | 'amount' | 'profit' | 'currency' | 'reason' | 'comment'>,
  t: Translate,
  language: Language,
): string[] {
  const { plannedFor, amount, profit, currency = '', reason, comment } = lead;
  const facts: string[] = [];
  if (plannedFor !== undefined) facts.push(t('lead.plannedFor', { date: fullTime(plannedFor, language) }));
  if (amount !== undefined && currency !== '') facts.push(money(amount, currency, language));
  if (profit !== undefined && currency !== '') {
    facts.push(t('lead.profit', { amount: money(profit, currency, language) }));
  }
  for (const words of [reason, comment]) if (words !== undefined && words !== '') facts.push(words);
  return facts;
}

/** "2 days overdue", or nothing. */
export function overdueWords(lead: LeadView, now: number, t: Translate, language: Language): string | null {
  const late = overdueMs(lead, now);
  return late === null ? null : t('lead.overdue', { span: shortSpan(late, language) });
}
