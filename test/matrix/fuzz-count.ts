import fc from 'fast-check';
import { form } from './form.ts';

/** How many inputs of a kind are tried, and from which seed. */
export function fuzzParameters(sample: number, full: number): { numRuns: number; seed: number } {
  return { numRuns: form.full ? full : sample, seed: form.seed };
}

/**
 * Tries an asynchronous property with seeded inputs, one after the other, and prints how many there were. Throws with the
 * smallest input that breaks it.
 */
export async function fuzz<Input>(
  what: string,
  inputs: fc.Arbitrary<Input>,
  runs: { numRuns: number; seed: number },
  hold: (input: Input) => Promise<void>,
): Promise<void> {
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    tried += 1;
    await hold(input);
  });
  try {
    // Shrinking starts processes, too: as many as the first tries at the most.
    await fc.assert(property, { ...runs, endOnFailure: false, interruptAfterTimeLimit: 600_000 });
  } finally {
    console.log(`fuzz: ${tried} inputs of ${what}, seed ${runs.seed}`);
  }
}

/** Text of any kind that a file or an answer may hold: words, signs, control characters, JSON, much of it. */
export const garbageText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('', ' ', '\0', '[]', '{}', 'null', '[[]]', '[{}]', '<html>', 'eni-', 'undefined'),
  fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.repeat(2_000)),
);

/** A text with something done to it that leaves no whole of it: cut short, a piece lost, a sign changed, the end first. */
export function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: Math.max(0, text.length - 1) });
  return fc.oneof(
    place.map((at) => text.slice(0, at)),
    fc
      .tuple(place, fc.integer({ min: 1, max: 40 }))
      .map(([at, size]) => text.slice(0, at) + text.slice(at + size)),
    fc
      .tuple(place, fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }))
      .map(([at, sign]) => text.slice(0, at) + sign + text.slice(at + 1)),
    place.map((at) => text.slice(at) + text.slice(0, at)),
  );
}
