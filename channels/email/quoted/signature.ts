/** Footers that programs and telephones put under a letter by themselves. */
const FOOTER: readonly RegExp[] = [
  /^(?:sent|отправлено|отослано|надіслано|відправлено|yuborildi|yuborilgan|jo.natildi|gesendet)\s+(?:from|via|using|with|из|с|со|з|із|через|при помощи|за допомогою|von|mit)\s.{2,80}$/i,
  /^.{0,40}(?:iphone|ipad|android|telefon|samsung|huawei|xiaomi).{0,12}(?:dan|imdan|ingizdan|idan|orqali)?\s+(?:yuborildi|yuborilgan|jo.natildi|jo.natilgan)\.?$/i,
  /^(?:get|скачать|загрузить|завантажити|отримати|получить)\s+outlook\b.{0,60}$/i,
];

/** Index of the line where the signature begins, or the number of lines when there is none. */
export function signatureStart(lines: readonly string[]): number {
  let end = lines.length;
  while (end > 0 && blank(lines[end - 1])) end -= 1;
  let start = footerStart(lines, end);
  const delimiter = delimiterStart(lines, start);
  if (delimiter < start) start = delimiter;
  while (start > 0 && start < end && blank(lines[start - 1])) start -= 1;
  return start === end ? lines.length : start;
}

/** `-- ` and the forms in which it loses its blank; what follows must be short enough to be a signature. */
function delimiterStart(lines: readonly string[], end: number): number {
  const floor = Math.max(0, end - 16);
  for (let index = end - 1; index >= floor; index -= 1) {
    if (!/^(?:-- ?|—|--\u00a0|__+)$/.test(lines[index] ?? '')) continue;
    const tail = lines.slice(index + 1, end).join('\n');
    return tail.length <= 1200 ? index : end;
  }
  return end;
}

/** Trailing footers, also two of them under each other. */
function footerStart(lines: readonly string[], end: number): number {
  let start = end;
  for (let round = 0; round < 3; round += 1) {
    let last = start;
    while (last > 0 && blank(lines[last - 1])) last -= 1;
    const line = (lines[last - 1] ?? '').trim();
    if (last === 0 || line.length > 160 || !FOOTER.some((mark) => mark.test(line))) break;
    start = last - 1;
  }
  return start;
}

const blank = (line: string | undefined): boolean => (line ?? '').trim() === '';
