/** Joins the soft-broken lines of `format=flowed` (RFC 3676), each quote depth for itself. */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let open: { depth: number; text: string } | undefined;
  const flush = () => {
    if (open) out.push(open.depth > 0 ? `${'>'.repeat(open.depth)} ${open.text}` : open.text);
    open = undefined;
  };
  for (const raw of text.split('\n')) {
    const depth = /^>*/.exec(raw)?.[0].length ?? 0;
    const unquoted = raw.slice(depth);
    const line = unquoted.startsWith(' ') ? unquoted.slice(1) : unquoted;
    if (open && open.depth !== depth) flush();
    if (line === '-- ') {
      flush();
      out.push(raw);
      continue;
    }
    const soft = line.endsWith(' ');
    const body = soft && delSp ? line.slice(0, -1) : line;
    open = { depth, text: (open?.text ?? '') + body };
    if (!soft) flush();
  }
  flush();
  return out.join('\n');
}
