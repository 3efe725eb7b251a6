import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import { askLead } from './actions.ts';
import { LeadChip } from './chip.tsx';
import css from './leads.module.css';
import { leadFacts, overdueWords, statuses } from './status.ts';

/** Where the lead stands, why, and the ways on from there. */
export function LeadControl({ contact }: { contact: ContactView }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const { lead } = contact;
  const late = overdueWords(lead, now, t, language);
  return (
    <>
      <Menu width="target">
        <Menu.Target>
          <button type="button" className={css.control} aria-label={t('lead.change')}>
            <LeadChip lead={lead} />
            {late !== null && <span className={css.late}>{late}</span>}
            <IconChevronDown size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {statuses.map((status) => (
            <Menu.Item key={status} onClick={() => askLead(services, contact.id, status)}>
              <LeadChip lead={{ status, since: lead.since, by: null }} />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Facts facts={leadFacts(lead, t, language)} />
    </>
  );
}

function Facts({ facts }: { facts: readonly string[] }) {
  if (facts.length === 0) return null;
  return (
    <ul className={css.facts}>
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}
