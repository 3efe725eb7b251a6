import type { TemplateView } from '../../api/protocol/bot.ts';
import { afterHours } from './after-hours.ts';
import { shop } from './shop.ts';
import { welcome } from './welcome.ts';

/** Flows to begin with; the screen has their names. */
export const TEMPLATES: readonly TemplateView[] = [
  { id: 'welcome', body: welcome },
  { id: 'after-hours', body: afterHours },
  { id: 'shop', body: shop },
];
