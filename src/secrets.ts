import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals small secrets at rest. The purpose is bound in: what was sealed for one row does not open for another. */
export interface SecretBox {
  seal(plain: string, purpose: string): string;
  /** Throws when the text was changed, sealed for another purpose or with another OKNO_SECRET. */
  open(sealed: string, purpose: string): string;
  /** A key for one purpose (signatures, links), always the same for the same secret. */
  key(purpose: string): Buffer;
}

const VERSION = 'v1';

/** AES-256-GCM under a key derived from OKNO_SECRET. */
export function createSecretBox(secret: string): SecretBox {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'okno', purpose, 32));
  const sealing = key('seal');
  return {
    key,
    seal(plain, purpose) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, purpose) {
      const [version, text] = sealed.split('.');
      if (version !== VERSION || text === undefined)
        throw new Error('The sealed secret has an unknown form.');
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
