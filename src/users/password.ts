import { hash, verify } from '@node-rs/argon2';

/** A hash of nothing anybody knows, so that an unknown address costs as much time as a wrong password. */
let decoy: Promise<string> | undefined;

/** How many hashes run at once; each holds 19 MiB, and a flood of sign-ins must not eat the machine. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Argon2id with the parameters OWASP names (19 MiB, two passes, one lane); the salt is inside the answer. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFKC')));
}

/** Takes the same time whether there is a hash to compare with or not. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash(crypto.randomUUID());
  const against = stored ?? (await decoy);
  const equal = await inTurn(() => verify(against, password.normalize('NFKC')));
  return equal && stored !== undefined;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resume) => waiting.push(resume));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
