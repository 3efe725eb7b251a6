import type { MessageView } from '../../../src/api/protocol.ts';
import type { Key, Translate } from '../../i18n/i18n.ts';

const known: readonly string[] = [
  'rate_limited',
  'unreachable_network',
  'unauthorised',
  'recipient_blocked',
  'recipient_unknown',
  'window_closed',
  'too_large',
  'unsupported',
  'rejected',
  'duplicate_consumer',
  'unknown',
];

/** Why an answer has not arrived, in plain words. */
export function reasonSentence(message: Pick<MessageView, 'delivery'>, t: Translate): string {
  const delivery = message.delivery;
  if (delivery === null) return '';
  if (delivery.state === 'uncertain') return t('delivery.uncertainHint');
  if (delivery.reason !== undefined && known.includes(delivery.reason)) {
    return t(`reason.${delivery.reason}` as Key);
  }
  return delivery.state === 'failed' ? t('undelivered.nobody') : t(`delivery.${delivery.state}`);
}
