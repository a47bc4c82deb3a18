import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatExitReason } from '../../../src/ocf/exit-reason.ts';
import { quoteValue } from '../../../src/ocf/quote-value.ts';

it('a reason is the prefix and the sentence, on one line', () => {
  expect(formatExitReason('ocf-exit-reason:', 'eni-0a1b2c3d is held by i-0a1b2c3d')).toBe(
    'ocf-exit-reason:eni-0a1b2c3d is held by i-0a1b2c3d\n',
  );
});

it('what could end the line or fool a reader is escaped', () => {
  const sentence = 'a\nocf-exit-reason:b\r\t\u001B[31m\u0000\u0085\u2028\u202E\u200B\uD800';
  expect(formatExitReason('x:', sentence)).toBe(
    'x:a\\nocf-exit-reason:b\\r\\t\\u{1b}[31m\\u{0}\\u{85}\\u{2028}\\u{202e}\\u{200b}\\u{d800}\n',
  );
});

it('an endless sentence is cut', () => {
  const line = formatExitReason('', 'x'.repeat(1_000_000));
  expect(line).toHaveLength(513);
  expect(line.endsWith('…\n')).toBe(true);
});

it('a sentence that just fits is not cut', () => {
  expect(formatExitReason('', 'x'.repeat(512))).toBe(`${'x'.repeat(512)}\n`);
  expect(formatExitReason('', 'x'.repeat(513))).toBe(`${'x'.repeat(511)}…\n`);
});

it('any text makes one printable line of bounded length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
      const line = formatExitReason('ocf-exit-reason:', text);
      expect(line).toMatch(/^ocf-exit-reason:[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*\n$/u);
      expect(line.length).toBeLessThanOrEqual(530);
    }),
  );
});

it.each([
  ['x', '"x"'],
  ['', '""'],
  ['a\nb', '"a\\nb"'],
  ['y-'.repeat(32), `"${'y-'.repeat(32)}"`],
  [`${'y-'.repeat(32)}y`, `"${'y-'.repeat(32)}…" (65 characters)`],
  ['z-'.repeat(2_048), `"${'z-'.repeat(32)}…" (4096 characters)`],
  ['z'.repeat(5_000), 'a value of 5000 characters'],
  ['https://user:pa@ss@host/path', '"https://***@host/path"'],
  ['https://host/path?key=value#x', '"https://host/path?***"'],
])('the value %j is shown as %s', (value, shown) => {
  expect(quoteValue(value)).toBe(shown);
});
