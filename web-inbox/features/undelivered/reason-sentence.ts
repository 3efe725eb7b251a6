import { isChannelErrorCode } from '../../../channels/errors.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import type { Translate } from '../../i18n/i18n.ts';

/** Why an answer has not arrived, in plain words. */
export function reasonSentence(message: Pick<MessageView, 'delivery'>, t: Translate): string {
  const delivery = message.delivery;
  if (delivery === null) return '';
  if (delivery.state === 'uncertain') return t('delivery.uncertainHint');
  if (isChannelErrorCode(delivery.reason)) return t(`reason.${delivery.reason}`);
  return delivery.state === 'failed' ? t('undelivered.nobody') : t(`delivery.${delivery.state}`);
}
