/** The life of an outbound message. */
export const DELIVERY_STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'uncertain',
  'failed',
  'cancelled',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** From which states each state may be entered; a receipt that comes late or out of order changes nothing. */
export const ENTERED_FROM: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  queued: ['sending', 'uncertain', 'failed'],
  sending: ['queued'],
  sent: ['sending', 'uncertain'],
  delivered: ['sending', 'sent', 'uncertain'],
  read: ['sending', 'sent', 'delivered', 'uncertain'],
  uncertain: ['sending'],
  failed: ['queued', 'sending', 'sent', 'uncertain'],
  cancelled: ['queued'],
};

/** Every update of a delivery is conditional on this answer. */
export function mayEnter(next: DeliveryState, current: DeliveryState): boolean {
  return ENTERED_FROM[next].includes(current);
}

/** Nothing more will be tried without a person. */
export const SETTLED: readonly DeliveryState[] = [
  'sent',
  'delivered',
  'read',
  'uncertain',
  'failed',
  'cancelled',
];
