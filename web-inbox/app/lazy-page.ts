import { type ComponentType, lazy } from 'react';
import { learnLater } from '../i18n/i18n.ts';

/** A component that comes when it is first shown, together with the words of the later pages. */
export const lazyPage = <P>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => {
    const [page] = await Promise.all([load(), learnLater()]);
    return { default: page };
  });
