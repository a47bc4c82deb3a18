import type { Topology } from '../soak/soak-lab.ts';
import type { Part } from './part.ts';

const minuteMs = 60_000;

/** Half of the 200 operations: two clusters at a time leave this much of a small machine idle still. */
function soakOf(topology: Topology): Part {
  return {
    name: `soak-${topology}`,
    round: 2,
    about: `random operations and troubles in a real cluster, ${topology}`,
    argv: ['node', 'scripts/soak.ts', '--operations', '100', '--topology', topology],
    timeoutMs: 120 * minuteMs,
    figures: [
      { name: 'operations', pattern: /^soak: \w+, (\d+) operations/ },
      { name: 'violations', pattern: /^soak: .* (\d+) violations/ },
      { name: 'seconds', pattern: /^soak: .* (\d+) s, seed/ },
      { name: 'seed', pattern: /^soak: .* seed (\d+)$/ },
    ],
  };
}

export const parts: readonly Part[] = [
  {
    name: 'matrix',
    round: 1,
    about: 'every fault at every call of every action, a kill at every step, garbage at every input',
    argv: ['node', 'scripts/test.ts', 'matrix'],
    env: { ENI_AGENT_MATRIX: 'full', ENI_AGENT_TIER_MINUTES: '240' },
    timeoutMs: 250 * minuteMs,
    figures: [
      { name: 'cells', pattern: /^fault matrix: (\d+) cells, \d+ struck/ },
      { name: 'of them struck', pattern: /^fault matrix: \d+ cells, (\d+) struck/ },
      { name: 'violations', pattern: /^fault matrix: .* struck, (\d+) violations/ },
      { name: 'crash points', pattern: /^crash points: (\d+) known/ },
      { name: 'kills', pattern: /^crash points: \d+ known, (\d+) kills/ },
      { name: 'violations after a kill', pattern: /^crash points: .* kills, (\d+) violations/ },
      { name: 'troubles of the host', pattern: /^host troubles: (\d+) cells/ },
      { name: 'violations in them', pattern: /^host troubles: \d+ cells, (\d+) violations/ },
      { name: 'inputs of garbage', pattern: /^fuzz: (\d+) inputs/, sum: true },
    ],
  },
  {
    name: 'model',
    round: 2,
    yields: true,
    about: 'the decisions against a model of EC2 and Pacemaker, 400,000 states a scenario',
    argv: ['node', 'scripts/test.ts', 'model'],
    env: { ENI_AGENT_MODEL_STATES: '400000', ENI_AGENT_TIER_MINUTES: '110' },
    timeoutMs: 120 * minuteMs,
    figures: [
      { name: 'states explored', pattern: /^(\d+) states in \d+ scenarios/ },
      { name: 'scenarios', pattern: /^\d+ states in (\d+) scenarios/ },
      { name: 'starts followed to their end', pattern: /^(\d+) starts, .*: \d+ states/, sum: true },
      { name: 'states of those starts', pattern: /^\d+ starts, .*: (\d+) states/, sum: true },
      { name: 'seeded bugs', pattern: /^\d+ of (\d+) mutants caught/ },
      { name: 'of them caught', pattern: /^(\d+) of \d+ mutants caught/ },
    ],
  },
  soakOf('one-armed'),
  soakOf('two-armed'),
  {
    name: 'mutation',
    round: 3,
    about: 'bugs of every kind put into the decisions and the OCF contract, for the unit tests to find',
    argv: ['node', 'scripts/mutation.ts'],
    timeoutMs: 120 * minuteMs,
    figures: [
      { name: 'mutants', pattern: /^(\d+) mutants in \d+ s/ },
      { name: '% found in src/domain', pattern: /^src\/domain +([\d.]+) %/ },
      { name: '% found in src/ocf', pattern: /^src\/ocf +([\d.]+) %/ },
    ],
  },
];
