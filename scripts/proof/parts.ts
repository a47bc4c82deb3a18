import type { Part } from './part.ts';

const minuteMs = 60_000;

/** In the order in which they run: what needs no machine of its own comes last, where nothing else is disturbed by it. */
export const parts: readonly Part[] = [
  {
    name: 'model',
    about: 'the decisions against a model of EC2 and Pacemaker, 400,000 states a scenario',
    argv: ['node', 'scripts/test.ts', 'model'],
    env: { ENI_AGENT_MODEL_STATES: '400000' },
    timeoutMs: 60 * minuteMs,
    figures: [
      { name: 'states explored', pattern: /^(\d+) states in \d+ scenarios/ },
      { name: 'scenarios', pattern: /^\d+ states in (\d+) scenarios/ },
      { name: 'starts followed to their end', pattern: /^(\d+) starts, .*: \d+ states/, sum: true },
      { name: 'states of those starts', pattern: /^\d+ starts, .*: (\d+) states/, sum: true },
      { name: 'seeded bugs', pattern: /^\d+ of (\d+) mutants caught/ },
      { name: 'of them caught', pattern: /^(\d+) of \d+ mutants caught/ },
    ],
  },
  {
    name: 'soak',
    about: 'random operations and troubles in a real cluster',
    argv: ['node', 'scripts/soak.ts', '--operations', '200'],
    timeoutMs: 120 * minuteMs,
    figures: [
      { name: 'operations', pattern: /^soak: \w+, (\d+) operations/ },
      { name: 'violations', pattern: /^soak: .* (\d+) violations/ },
      { name: 'seconds', pattern: /^soak: .* (\d+) s, seed/ },
      { name: 'seed', pattern: /^soak: .* seed (\d+)$/ },
    ],
  },
];
