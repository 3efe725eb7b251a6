import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { email } from '../../../adapters/email/index.ts';
import { tokenSource } from '../../../adapters/email/oauth.ts';
import { createMailServer, type MailServer } from '../../simulators/email/index.ts';

const never = new AbortController().signal;

/** A token endpoint as providers run it (RFC 6749, section 6). */
let endpoint: Server;
let asked: URLSearchParams[];
let answer: { status: number; body: object };
let mail: MailServer;

beforeEach(async () => {
  asked = [];
  endpoint = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((ready) => {
    endpoint.listen(0, '127.0.0.1', ready);
  });
  mail = await createMailServer({ imap: 'simulator', pass: 'token-1' });
  answer = { status: 200, body: { access_token: 'token-1', expires_in: 3600, token_type: 'Bearer' } };
});
afterEach(async () => {
  vi.useRealTimers();
  await mail.close();
  endpoint.closeAllConnections();
  await new Promise((closed) => endpoint.close(closed));
});

function settings() {
  const { port } = endpoint.address() as AddressInfo;
  const given = mail.settings() as { imap: object; smtp: object };
  const parsed = email.parseSettings({
    ...given,
    imap: { ...given.imap, pass: undefined },
    smtp: { ...given.smtp, pass: undefined },
    oauth2: {
      clientId: 'okno-client',
      clientSecret: 'a-client-secret',
      refreshToken: 'a-refresh-token',
      accessUrl: `http://127.0.0.1:${port}/token`,
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

describe('signing in by OAuth 2', () => {
  it('exchanges the refresh token and enters the mailbox and the outgoing server with what it got', async () => {
    const result = await email.test(settings(), never);
    expect(result).toMatchObject({ ok: true, self: mail.address });
    const [question] = asked;
    expect(Object.fromEntries(question ?? [])).toMatchObject({
      client_id: 'okno-client',
      client_secret: 'a-client-secret',
      refresh_token: 'a-refresh-token',
      grant_type: 'refresh_token',
    });
  });

  it('keeps a token as long as it lasts', async () => {
    const source = tokenSource(settings() as never);
    expect(await source?.()).toBe('token-1');
    expect(await source?.()).toBe('token-1');
    expect(asked).toHaveLength(1);
  });

  it('exchanges again when the token has ended, and goes on with the new one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    answer = { status: 200, body: { access_token: 'token-0', expires_in: 3600, token_type: 'Bearer' } };
    const source = tokenSource(settings() as never);
    expect(await source?.()).toBe('token-0');
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    answer = { status: 200, body: { access_token: 'token-1', expires_in: 3600, token_type: 'Bearer' } };
    expect(await source?.()).toBe('token-1');
    expect(await source?.()).toBe('token-1');
    expect(asked).toHaveLength(2);
  });

  it('asks for a person when the grant was withdrawn', async () => {
    answer = { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been revoked.' } };
    const result = await email.test(settings(), never);
    expect(result).toMatchObject({ ok: false, error: 'unauthorised' });
    expect(JSON.stringify(result)).not.toMatch(/a-refresh-token|a-client-secret/);
  });

  it('waits when only the token server is away', async () => {
    answer = { status: 503, body: {} };
    const result = await email.test(settings(), never);
    expect(result).toMatchObject({ ok: false, error: 'unreachable_network' });
  });
});
