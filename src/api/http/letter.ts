import sanitize from 'sanitize-html';

export interface Letter {
  /** A whole page for a sandboxed frame. */
  html: string;
  /** Remote pictures that were left out. */
  blocked: number;
}

const TEXT_TAGS =
  'a abbr address article b bdi bdo big blockquote br center cite code dd del details div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small span strike strong sub summary sup u ul var wbr';
const TABLE_TAGS = 'table caption colgroup col thead tbody tfoot tr td th';
const LOOKS = [
  'align',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'color',
  'colspan',
  'dir',
  'face',
  'height',
  'lang',
  'rowspan',
  'size',
  'style',
  'title',
  'valign',
  'width',
];

/** Letters of styles that load something, position over the page, or speak old browsers' scripts. */
const HARMFUL_STYLE = /url\s*\(|image-set|expression|javascript|behaviou?r|-moz-binding|@import|\\/i;
const FORBIDDEN_PROPERTY = /^(position|z-index|content|cursor|animation.*|transition.*|filter)$/;

/**
 * The HTML of a letter without anything that runs, submits, frames or reports that it was read. Pictures that came
 * along are shown from `inline` (content id to path); remote ones only when asked for.
 */
export function tameLetter(html: string, inline: ReadonlyMap<string, string>, images: boolean): Letter {
  let blocked = 0;
  const picture = (source: string | undefined): string | undefined => {
    const value = source?.trim() ?? '';
    if (/^cid:/i.test(value)) return inline.get(contentId(value.slice(4)));
    if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(value)) return value;
    if (!/^(https?:)?\/\//i.test(value)) return undefined;
    if (images) return value.startsWith('//') ? `https:${value}` : value;
    blocked += 1;
    return undefined;
  };
  const body = sanitize(html, {
    allowedTags: [...TEXT_TAGS.split(' '), ...TABLE_TAGS.split(' '), 'img'],
    allowedAttributes: { '*': LOOKS, a: ['href', 'target', 'rel'], img: ['src', 'alt'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'template', 'svg', 'math'],
    parseStyleAttributes: false,
    nestingLimit: 200,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: withTameStyle(attribs) }),
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...withTameStyle(attribs), target: '_blank', rel: 'noopener noreferrer nofollow' },
      }),
      img: (tagName, attribs) => {
        const { src, ...rest } = withTameStyle(attribs);
        const shown = picture(src);
        return { tagName, attribs: shown === undefined ? rest : { ...rest, src: shown } };
      },
    },
  });
  return { html: page(body), blocked };
}

/** Content ids are written with or without brackets and percent signs; both sides are brought to one form. */
export function contentId(raw: string): string {
  const bare = raw.trim().replace(/^<|>$/g, '');
  try {
    return decodeURIComponent(bare).toLowerCase();
  } catch {
    return bare.toLowerCase();
  }
}

/** What the letter's frame may do: show itself and, when asked, remote pictures. Nothing runs in it. */
export function letterPolicy(images: boolean): string {
  const remote = images ? ' https: http:' : '';
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src 'self' data:${remote}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ].join('; ');
}

function withTameStyle(attribs: Record<string, string>): Record<string, string> {
  const { style, ...rest } = attribs;
  if (style === undefined) return rest;
  const kept = style.split(';').filter((part) => {
    const colon = part.indexOf(':');
    const property = part.slice(0, colon).trim().toLowerCase();
    return (
      colon > 0 &&
      /^[a-z-]+$/.test(property) &&
      !FORBIDDEN_PROPERTY.test(property) &&
      !HARMFUL_STYLE.test(part)
    );
  });
  return kept.length === 0 ? rest : { ...rest, style: kept.join(';') };
}

function page(body: string): string {
  const base =
    'body{margin:0;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;background:#fff;color:#1a1a1a}';
  const media = 'img{max-width:100%;height:auto}table{max-width:100%}';
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><style>${base}${media}</style></head><body>${body}</body></html>`;
}
