import { type Asker, asker, PASSWORD } from './service.ts';

/** One person may hold many screens; signing in costs on purpose, so screens share people. */
const PEOPLE = 10;

/** API tokens for so many screens of operators. */
export async function operators(admin: Asker, url: string, screens: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let nth = 0; nth < Math.min(PEOPLE, screens); nth += 1) {
    const email = `operator${nth}@bench.example`;
    const person = { name: `Operator ${nth}`, email, password: PASSWORD, role: 'operator' };
    const made = await admin.send('POST', '/users', person);
    if (made.status !== 201) throw new Error(`An operator was not made: ${JSON.stringify(made.body)}`);
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const own = asker(url, undefined, cookie);
    const token = await own.send('POST', '/tokens', { name: 'bench' });
    own.close();
    tokens.push(String(token.body.token));
  }
  return Array.from({ length: screens }, (_, nth) => tokens[nth % tokens.length] ?? '');
}
