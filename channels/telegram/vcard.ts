/** Further numbers and addresses of a visiting card; the rest of it is of no use to an inbox. */
export function readVcard(source: string): { phones: string[]; emails: string[] } {
  const phones: string[] = [];
  const emails: string[] = [];
  const unfolded = source.replace(/\r?\n[ \t]/g, '');
  for (const line of unfolded.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = (line.slice(0, colon).split(';')[0] ?? '').toUpperCase();
    const value = line.slice(colon + 1).trim();
    if (value === '') continue;
    if (/^(?:[\w-]+\.)?TEL$/.test(name)) phones.push(value.replace(/^tel:/i, ''));
    if (/^(?:[\w-]+\.)?EMAIL$/.test(name)) emails.push(value.replace(/^mailto:/i, ''));
  }
  return { phones, emails };
}
