import { describe, expect, it } from 'vitest';
import { readFigures } from '../../../scripts/proof/part.ts';
import { parts } from '../../../scripts/proof/parts.ts';

const model = parts.find(({ name }) => name === 'model')!;

describe('the numbers of the proof', () => {
  it('are read off what a part prints, colours or not', () => {
    const output = [
      'stdout | test/model/explorations.test.ts > every start succeeds in time',
      '\x1b[32m26 starts\x1b[39m, wherever it begins: 6001 states, done after 9 ticks at most',
      '30 starts, also when one reply is lost on the way: 700 states, done after 11 ticks at most',
      '2400000 states in 19 scenarios',
      '41 of 41 mutants caught',
    ].join('\n');
    expect(readFigures(output, model.figures)).toEqual([
      { name: 'states explored', value: 2_400_000 },
      { name: 'scenarios', value: 19 },
      { name: 'starts followed to their end', value: 56 },
      { name: 'states of those starts', value: 6_701 },
      { name: 'seeded bugs', value: 41 },
      { name: 'of them caught', value: 41 },
    ]);
  });

  it('are missing, not 0, where a part does not print them', () => {
    expect(readFigures('no tests', model.figures).every(({ value }) => value === undefined)).toBe(true);
  });

  it('of the soak are those of its last line', () => {
    const soak = parts.find(({ name }) => name === 'soak-one-armed')!;
    const values = readFigures('soak: pass, 200 operations, 0 violations, 1900 s, seed 42\n', soak.figures);
    expect(values.map(({ value }) => value)).toEqual([200, 0, 1900, 42]);
  });
});
