import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/domain/redact.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const base64 = `${letters}abcdefghijklmnopqrstuvwxyz+/=`;
const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength, maxLength });

describe('what leaves the process in words', () => {
  it.each([
    ['a long-term key', 'key AKIAIOSFODNN7EXAMPLE is unknown', 'key [redacted] is unknown'],
    ['a temporary key', 'Credential ASIAIOSFODNN7EXAMPLE, 20260101', 'Credential [redacted], 20260101'],
    ['a secret key', 'secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY.', 'secret [redacted].'],
  ])('names no %s', (_name, said, expected) => {
    expect(redact(said)).toBe(expected);
  });

  it.each([
    'eni-0123456789abcdef0 is attached to i-0aaaaaaaaaaaaaaa1 (eni-attach-0123456789abcdef0)',
    'EC2 knows no such ENI (asked region eu-west-1 at https://vpce-0123456789abcdef0.ec2.eu-west-1.vpce.amazonaws.com)',
    'arn:aws:iam::123456789012:role/nat-node is not authorized to perform: ec2:DetachNetworkInterface',
    'address 2001:db8:0:1::20 is missing on ens6',
  ])('keeps what helps: %s', (said) => {
    expect(redact(said)).toBe(said);
  });

  it('holds no key id, secret key or session token, wherever they stand', () => {
    const keyId = fc
      .tuple(fc.constantFrom('AKIA', 'ASIA'), text(letters, 16, 16))
      .map((parts) => parts.join(''));
    const surroundings = fc.constantFrom('', ' ', '"', "'", ',', '<', '\n', ' said: ');
    fc.assert(
      fc.property(
        fc.oneof(keyId, text(base64, 40, 40), text(base64, 300, 500)),
        surroundings,
        surroundings,
        (secret, before, after) => !redact(`${before}${secret}${after}`).includes(secret),
      ),
    );
  });
});
