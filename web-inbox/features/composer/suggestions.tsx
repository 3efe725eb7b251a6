import { useEffect, useImperativeHandle, useState } from 'react';
import type { CannedReply } from '../../api/shapes.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { fillReply, fittingColleagues, fittingReplies, type Trigger } from './suggest.ts';
import css from './suggestions.module.css';

export interface SuggestionsHandle {
  /** True when the key was meant for the list. */
  onKey(event: React.KeyboardEvent): boolean;
}

interface Props {
  ref: React.Ref<SuggestionsHandle>;
  trigger: Trigger;
  contact: string;
  onPick(text: string, mention?: string): void;
}

interface Choice {
  id: string;
  label: string;
  hint: string;
  pick(): void;
}

/** Saved replies after `/`, colleagues after `@`; chosen with the arrows and Enter. */
export function Suggestions({ ref, trigger, contact, onPick }: Props) {
  const { api } = useServices();
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const [replies, setReplies] = useState<readonly CannedReply[]>([]);
  const [at, setAt] = useState(0);
  const { kind, query } = trigger;
  useEffect(() => {
    if (kind !== 'canned') return;
    api
      .cannedReplies()
      .then(({ items }) => setReplies(items))
      .catch(() => undefined);
  }, [api, kind]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at its first choice
  useEffect(() => setAt(0), [query]);
  const choices: Choice[] =
    kind === 'canned'
      ? fittingReplies(replies, query).map((reply) => ({
          id: reply.id,
          label: `/${reply.shortcut}`,
          hint: reply.title || reply.text,
          pick: () => onPick(fillReply(reply.text, { name: contact, me: me.name })),
        }))
      : fittingColleagues(Object.values(users), query, me.id).map((user) => ({
          id: user.id,
          label: user.name,
          hint: user.email,
          pick: () => onPick(`@${user.name} `, user.id),
        }));
  useImperativeHandle(ref, () => ({
    onKey(event) {
      if (choices.length === 0) return false;
      const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
      const step = steps[event.key];
      if (step !== undefined) setAt((now) => (now + step + choices.length) % choices.length);
      else if (event.key === 'Enter' || event.key === 'Tab') choices[at]?.pick();
      else return false;
      event.preventDefault();
      return true;
    },
  }));
  if (choices.length === 0) {
    return kind === 'canned' ? <div className={css.suggest}>{t('composer.cannedEmpty')}</div> : null;
  }
  return (
    <div className={css.suggest} role="listbox" aria-label={t('composer.canned')}>
      {choices.map((choice, index) => (
        <button
          key={choice.id}
          type="button"
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onMouseEnter={() => setAt(index)}
          onClick={choice.pick}
        >
          <strong>{choice.label}</strong>
          <span>{choice.hint}</span>
        </button>
      ))}
    </div>
  );
}
