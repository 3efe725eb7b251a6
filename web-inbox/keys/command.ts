import type { UserView } from '../../src/api/protocol.ts';
import type { Services } from '../app/services.ts';
import type { Key } from '../i18n/i18n.ts';

/** Keys by their place on the keyboard (`KeyboardEvent.code`), so that every layout has the same shortcuts. */
export interface Shortcut {
  code: string;
  ctrl?: boolean;
  alt?: boolean;
  shift?: boolean;
}

export interface Command {
  id: string;
  title: Key;
  group: 'go' | 'conversation' | 'person' | 'write' | 'app';
  keys?: Shortcut;
  /** A second way, for hands that know another program. */
  also?: Shortcut;
  /** Works on the open conversation or its person, and is offered only with one. */
  needsConversation?: boolean;
  /** Who is offered it; everybody when absent. The server has the last word. */
  roles?: readonly UserView['role'][];
  run(services: Services, conversation: string): void;
}
