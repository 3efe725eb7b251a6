import { expect, test } from 'vitest';
import { emailAddress } from '../../src/contacts/keys.ts';
import { parsePhone } from '../../src/contacts/phone.ts';

test.each([
  ['+7 (916) 123-45-67', '+79161234567'],
  ['8 916 123 45 67', '+79161234567'],
  ['79161234567', '+79161234567'],
  ['9161234567', '+79161234567'],
  ['+380 50 123 45 67', '+380501234567'],
  ['050 123-45-67', '+380501234567'],
  ['380501234567', '+380501234567'],
  ['00380501234567', '+380501234567'],
  ['+998 90 123 45 67', '+998901234567'],
  ['998901234567', '+998901234567'],
  ['+49 30 901820', '+4930901820'],
  ['+７９１６１２３４５６７', '+79161234567'],
])('%s is %s', (written, e164) => {
  expect(parsePhone(written)).toBe(e164);
});

test.each(['112', 'hello', '', '+7 916', '12345678901234567890', '+0000000000'])(
  '%s is nobody',
  (written) => {
    expect(parsePhone(written)).toBeNull();
  },
);

test('an address is the same in any case, and only an address is one', () => {
  expect(emailAddress(' Ann@Example.ORG ')?.key).toBe('email:ann@example.org');
  expect(emailAddress('Ann <ann@example.org>')).toBeNull();
});
