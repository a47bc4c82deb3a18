import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalIp,
  cidrContains,
  firstHost,
  formatCidr,
  formatIp,
  parseCidr,
  parseIp,
} from '../../../src/domain/cidr.ts';

describe('addresses', () => {
  it.each([
    ['10.0.1.20', '10.0.1.20'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8:0:0:0:0:0:20', '2001:db8::20'],
    ['2001:db8:0:1:0:0:0:20', '2001:db8:0:1::20'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['fe80:ec2::1', 'fe80:ec2::1'],
    // A single zero group is not shortened; of two runs as long, the first is.
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
    // "::" may stand for a single group, though nobody should write it so.
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    '',
    '10.0.1',
    '10.0.1.256',
    '10.0.1.01',
    '10.0.1.-1',
    '10.0.1.20/24',
    ' 10.0.1.20',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7::8:9',
    '1:2:3:4::5:6:7:8',
    'fe80::1%ens5',
    '12345::',
    ':1:2:3:4:5:6:7',
    '::g',
    '1.2.3.4::',
  ])('"%s" is none', (text) => {
    expect(parseIp(text)).toBeUndefined();
    expect(() => canonicalIp(text)).toThrow(
      expect.objectContaining({ kind: 'failed', message: `"${text}" is not an IP address` }),
    );
  });

  it('of every value can be read back from what is written', () => {
    const address = fc.oneof(
      fc.record({ family: fc.constant(4 as const), value: fc.bigInt(0n, 2n ** 32n - 1n) }),
      fc.record({ family: fc.constant(6 as const), value: fc.bigInt(0n, 2n ** 128n - 1n) }),
      // Runs of zeros of every length and place.
      fc
        .array(fc.constantFrom<bigint>(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
        .map((groups) => ({
          family: 6 as const,
          value: groups.reduce((all, group) => (all << 16n) | group),
        })),
    );
    fc.assert(
      fc.property(address, (ip) => {
        expect(parseIp(formatIp(ip))).toEqual(ip);
      }),
    );
  });

  it('of any text are understood or refused, never a crash', () => {
    const text = fc.stringMatching(/^[0-9a-fg:.%/ ]{0,40}$/);
    fc.assert(
      fc.property(text, (candidate) => {
        const ip = parseIp(candidate);
        if (ip !== undefined) expect(parseIp(formatIp(ip))).toEqual(ip);
      }),
    );
  });
});

describe('blocks', () => {
  it.each([
    ['10.0.1.77/24', '10.0.1.0/24', '10.0.1.1'],
    ['10.0.1.77/20', '10.0.0.0/20', '10.0.0.1'],
    ['10.0.1.16/28', '10.0.1.16/28', '10.0.1.17'],
    ['2001:db8:0:1::77/64', '2001:db8:0:1::/64', '2001:db8:0:1::1'],
  ])('%s is %s, its first host %s', (text, block, host) => {
    expect(formatCidr(parseCidr(text))).toBe(block);
    expect(firstHost(parseCidr(text))).toBe(host);
  });

  it.each([
    ['10.0.1.0/24', '10.0.1.255', true],
    ['10.0.1.0/24', '10.0.2.0', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['10.0.1.1/32', '10.0.1.1', true],
    ['10.0.1.1/32', '10.0.1.2', false],
    ['2001:db8:0:1::/64', '2001:db8:0:1:ffff::', true],
    ['2001:db8:0:1::/64', '2001:db8:0:2::', false],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
  ])('%s holds %s: %s', (block, address, held) => {
    expect(cidrContains(parseCidr(block), address)).toBe(held);
  });

  it.each([
    '10.0.1.0',
    '10.0.1.0/',
    '10.0.1.0/33',
    '10.0.1.0/-1',
    '10.0.1.0/24/1',
    'x/24',
    '::/129',
    '10.0.1.0/1e1',
  ])('"%s" is none', (text) => {
    expect(() => parseCidr(text)).toThrow(
      expect.objectContaining({ kind: 'failed', message: `"${text}" is not a CIDR block` }),
    );
  });
});
