import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicPath } from '../../src/api/http/public-links.ts';
import type { AttachmentView } from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let client: Client;
const clock = { shift: 0, now: () => Date.now() + clock.shift };
beforeAll(async () => {
  house = await testHouse({ clock, env: { MAX_UPLOAD_MB: '1' } });
  await connectToy(house);
  client = house.administrator.client;
});
afterAll(() => house.close());

async function upload(bytes: Uint8Array | string, name: string, type: string, field = 'file') {
  const form = new FormData();
  form.append(field, new Blob([bytes as BlobPart], { type }), name);
  return client.ask('POST', '/files', form);
}
const raw = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${house.address}${path}`, { headers: { ...client.headers, ...headers } });

describe('an upload', () => {
  test('comes back byte for byte, whole and in ranges', async () => {
    const bytes = randomBytes(300_000);
    const { status, body } = await upload(bytes, 'данные.bin', 'application/octet-stream');
    expect(status).toBe(201);
    const file = body.items[0] as AttachmentView;
    expect(file).toMatchObject({ state: 'stored', name: 'данные.bin', size: bytes.length });
    const whole = await raw(file.url ?? '');
    const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(digest(new Uint8Array(await whole.arrayBuffer()))).toBe(digest(bytes));
    expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''%D0%B4");
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=1000-1999', 1000, 2000],
      ['bytes=299990-', 299_990, 300_000],
      ['bytes=-10', 299_990, 300_000],
    ] as const) {
      const part = await raw(file.url ?? '', { range });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(start, end))).toBe(true);
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/300000`);
    }
    expect((await raw(file.url ?? '', { range: 'bytes=300000-' })).status).toBe(416);
    expect((await raw(file.url ?? '', { range: 'bytes=nonsense' })).status).toBe(200);
    const etag = whole.headers.get('etag') ?? '';
    expect((await raw(file.url ?? '', { 'if-none-match': etag })).status).toBe(304);
  });

  test('several go at once, in order', async () => {
    const form = new FormData();
    for (const name of ['a.txt', 'b.txt', 'c.txt']) form.append('file', new Blob([name]), name);
    const { body } = await client.ask('POST', '/files', form);
    expect(body.items.map(({ name }: AttachmentView) => name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  test('that is too large, empty-handed, wrongly named or no upload at all is refused and keeps nothing', async () => {
    const before = await house.house.store.files.countDocuments();
    const large = await upload(randomBytes(1_500_000), 'large.bin', 'application/octet-stream');
    expect([large.status, large.body.error.code]).toEqual([413, 'too_large']);
    const wrong = await upload('x', 'a.txt', 'text/plain', 'document');
    expect(wrong.body.error).toMatchObject({ code: 'invalid', field: 'document' });
    expect((await client.ask('POST', '/files', new FormData())).status).toBe(400);
    expect((await client.post('/files', { file: 'text' })).status).toBe(400);
    const cut = await client.ask(
      'POST',
      '/files',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
      {
        'content-type': 'multipart/form-data; boundary=x',
      },
    );
    expect(cut.status).toBe(400);
    expect(
      await house.house.store.files.countDocuments({ name: { $in: ['large.bin', 'a.txt'] } as never }),
    ).toBe(await house.house.store.files.countDocuments({ name: 'a.txt' }));
    expect(await house.house.store.files.countDocuments()).toBe(before);
  });

  test.each([
    ['page.html', 'text/html', '<script>alert(document.domain)</script>'],
    ['picture.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    [
      'page.xhtml',
      'application/xhtml+xml',
      '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    ],
    ['script.js', 'text/javascript', 'alert(1)'],
    ['photo.jpg', 'image/jpeg', '<html><script>alert(1)</script></html>'],
    ['doc.xml', 'text/xml', '<?xml-stylesheet href="x"?><a/>'],
    ['a.pdf', 'application/pdf', '%PDF-1.4 javascript'],
    ['x.swf', 'application/x-shockwave-flash', 'FWS'],
  ])('%s (%s) is only ever saved, never shown', async (name, type, text) => {
    const { body } = await upload(text, name, type);
    const answer = await raw(body.items[0].url);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  });

  test.each([
    '../../../etc/passwd',
    '..\\..\\boot.ini',
    'a\r\nSet-Cookie: x=1',
    'evil\u202Egpj.exe',
    '"; filename="x.html',
    'CON',
  ])('the name %j is tamed', async (name) => {
    const { body } = await upload('x', name, 'text/plain');
    const answer = await raw(body.items[0].url);
    expect(answer.status).toBe(200);
    expect(body.items[0].name).not.toMatch(/[/\\\u202e\r\n"]/);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('is sent with a message and then seen by whoever sees the message', async () => {
    const { conversation } = await clientWrites(house, { id: 'f1', name: 'Olha' }, 'send me a file');
    const { body } = await upload('the price list', 'price.txt', 'text/plain');
    const sent = await client.post(`/conversations/${conversation.id}/messages`, {
      clientId: 'file-message-1',
      text: 'here',
      attachments: [body.items[0].id],
    });
    expect(sent.status).toBe(201);
    const { client: colleague } = await house.person('manager');
    const answer = await colleague.get(`/${sent.body.attachments[0].url.replace('/api/v1/', '')}`);
    expect(answer.body).toBe('the price list');
    expect((await house.nobody.get(`/${sent.body.attachments[0].url.replace('/api/v1/', '')}`)).status).toBe(
      401,
    );
  });
});

describe('a public link', () => {
  test('opens one file for some hours and nothing else', async () => {
    const { body } = await upload('for the network', 'a.txt', 'text/plain');
    const stored = await house.house.store.files.findById(body.items[0].id).lean();
    if (stored === null) throw new Error('not stored');
    const path = publicPath(house.house, { key: stored.key, name: 'a.txt', mime: 'text/plain' });
    const open = (link: string) => fetch(`${house.address}${link}`);
    expect(await (await open(path)).text()).toBe('for the network');
    for (const [part, instead] of [
      ['name=a.txt', 'name=b.html'],
      ['type=text%2Fplain', 'type=text%2Fhtml'],
      ['until=', 'until=9'],
      ['sign=', 'sign=x'],
    ] as const) {
      expect((await open(path.replace(part, instead))).status).toBe(404);
    }
    clock.shift = 14 * 3_600_000;
    expect((await open(path)).status).toBe(404);
    clock.shift = 0;
  });
});
