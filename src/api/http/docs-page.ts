import { z } from 'zod';
import type { Route } from './route.ts';

const STYLE = `body{font:15px/1.55 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem}h2{font-size:1rem;margin:2rem 0 .3rem;font-family:ui-monospace,monospace}
h2 b{display:inline-block;min-width:4.5rem;color:#0b5cad}pre{background:#f4f5f7;padding:.7rem;overflow:auto;border-radius:6px}
p{margin:.2rem 0}small{color:#555}a{color:#0b5cad}
@media(prefers-color-scheme:dark){body{background:#16181c;color:#e6e6e6}pre{background:#22252b}small{color:#aaa}h2 b,a{color:#7ab8ff}}`;

/** The same table as a page for people; no script in it. */
export function docsPage(table: readonly Route[], version: string): string {
  const doors = table.map(section).join('\n');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Okno API</title><style>${STYLE}</style></head><body>
<h1>Okno API <small>${plain(version)}</small></h1>
<p>Everything lies below <code>/api/v1</code>; machines read <a href="/api/v1/openapi.json">openapi.json</a>.
Send <code>Authorization: Bearer &lt;token&gt;</code>, or sign in with <code>POST /session</code> and keep the cookie.
Errors are <code>{ "error": { "code", "message", "field"? } }</code>. Times are ISO 8601 in UTC.</p>
${doors}
</body></html>`;
}

function section(route: Route): string {
  const parts = [`<h2><b>${route.method.toUpperCase()}</b>${plain(route.path)}</h2>`];
  parts.push(`<p>${plain(route.about)} <small>For: ${route.who}.</small></p>`);
  if (route.query !== undefined) parts.push(`<p><small>Query</small></p>${shape(route.query, 'input')}`);
  if (route.streams) parts.push('<p><small>Body: multipart/form-data</small></p>');
  if (route.body !== undefined) parts.push(`<p><small>Body</small></p>${shape(route.body, 'input')}`);
  if (route.answer !== undefined) parts.push(`<p><small>Answer</small></p>${shape(route.answer, 'output')}`);
  return parts.join('\n');
}

function shape(schema: z.ZodType, io: 'input' | 'output'): string {
  return `<pre>${plain(sketch(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), 0))}</pre>`;
}

interface Sketched {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Sketched[];
  oneOf?: Sketched[];
  items?: Sketched;
  properties?: Record<string, Sketched>;
  required?: string[];
  format?: string;
  $ref?: string;
}

/** A schema as a short text that resembles the JSON it describes. */
function sketch(schema: unknown, depth: number): string {
  const node = schema as Sketched;
  const choices = node.anyOf ?? node.oneOf;
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (choices !== undefined) return choices.map((choice) => sketch(choice, depth)).join(' | ');
  if (node.type === 'array') return `[${sketch(node.items ?? {}, depth)}]`;
  if (node.properties === undefined) return node.format ?? node.type ?? 'any';
  if (depth > 4) return '{…}';
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(node.properties).map(([name, inner]) => {
    const optional = node.required?.includes(name) ? '' : '?';
    return `${indent}${name}${optional}: ${sketch(inner, depth + 1)}`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function plain(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
