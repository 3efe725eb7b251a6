import type { ReportRow, ReportView } from '../api/protocol.ts';
import { HEADERS, type ReportLanguage } from './words.ts';

/** Tells a spreadsheet that the text is UTF-8. */
const BOM = '\ufeff';

/**
 * A report as a spreadsheet opens it: a header, the rows, the totals. Where decimals have a comma, the semicolon parts
 * the cells. `names` are those of colleagues by id.
 */
export function toCsv(
  report: ReportView,
  language: ReportLanguage,
  names: ReadonlyMap<string, string>,
): string {
  const words: Readonly<Record<string, string>> = HEADERS[language];
  const comma = language !== 'en';
  const separator = comma ? ';' : ',';
  const cell = (row: ReportRow, { key, kind }: ReportView['columns'][number]): string => {
    const value = row[key] ?? null;
    if (value === null) return '';
    if (typeof value === 'number') return comma ? String(value).replace('.', ',') : String(value);
    return quoted(kind === 'user' ? (names.get(value) ?? value) : value);
  };
  const lines = report.rows.map((row) => report.columns.map((column) => cell(row, column)));
  const totals = (report.perCurrency ?? [report.totals]).map((total) =>
    report.columns.map((column, at) => (at === 0 ? quoted(words.total ?? '') : cell(total, column))),
  );
  const header = report.columns.map(({ key }) => quoted(words[key] ?? key));
  return BOM + [header, ...lines, ...totals].map((line) => `${line.join(separator)}\r\n`).join('');
}

/**
 * Text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). Whatever could
 * end a cell early, whichever the separator, is quoted (RFC 4180).
 */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
