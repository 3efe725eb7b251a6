import { Table } from '@mantine/core';
import type { ReportView } from '../../../src/api/protocol.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { type Say, sayValue } from './cell.ts';
import css from './reports.module.css';

/** All figures of the report; what the picture shows stands here for everybody. */
export function ReportTable({ view, say }: { view: ReportView; say: Say }) {
  const { t } = useWords();
  const currency = view.totals.currency ?? null;
  // One currency stands at every sum already.
  const columns = view.columns.filter((column) => column.key !== 'currency');
  return (
    <section className={css.card} aria-label={t('reports.table')}>
      <Table.ScrollContainer minWidth={columns.length * 110}>
        <Table className={css.table ?? ''} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.key} scope="col" data-figure={isFigure(column.kind) || undefined}>
                  {t(`reports.col.${column.key}` as Key)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {view.rows.map((row) => (
              <Table.Tr key={columns.map((column) => String(row[column.key])).join('|')}>
                {columns.map((column) => (
                  <Table.Td key={column.key} data-figure={isFigure(column.kind) || undefined}>
                    {sayValue(column.key, column.kind, row[column.key], row.currency, say)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              {columns.map((column, index) => (
                <Table.Th key={column.key} data-figure={isFigure(column.kind) || undefined}>
                  {index === 0
                    ? t('reports.total')
                    : view.totals[column.key] == null
                      ? ''
                      : sayValue(column.key, column.kind, view.totals[column.key], currency, say)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

const isFigure = (kind: string): boolean => kind !== 'text' && kind !== 'date' && kind !== 'user';
