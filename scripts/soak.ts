import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf, readCommandLine, wordsOf } from './command-line.ts';
import { runSoak } from './soak/run-soak.ts';
import { topologies } from './soak/soak-lab.ts';
import { summarizeByKind, summarizeByTrouble } from './soak/summary.ts';

const usage = `npm run soak -- [options]
  --minutes N      stop after so long (no limit, or 2 where there is no limit to the operations either)
  --operations N   stop after so many
  --seed N         replay the sequence of operations of an earlier run
  --topology NAME  ${topologies.join(' or ')} (one-armed)
  --only NAME      choose among these operations and troubles alone; may be repeated
`;

/**
 * A real cluster of two NAT nodes with fencing goes through random operations of admins, accidents and people who meddle, while
 * the cloud has troubles of its own. What must never be is looked for all the time; the first violation ends it with exit code 1.
 */
const options = {
  minutes: { type: 'string' },
  operations: { type: 'string' },
  seed: { type: 'string' },
  topology: { type: 'string', default: 'one-armed' },
  only: { type: 'string', multiple: true },
} as const;
const root = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = readCommandLine(usage, { options });
  const count = (name: 'minutes' | 'operations' | 'seed', otherwise: number): number => {
    const text = values[name];
    return text === undefined ? otherwise : numberOf(name, text);
  };
  const [topology = 'one-armed'] = wordsOf('topology', [values.topology], topologies);
  const seed = count('seed', Date.now() % 1_000_000);
  const operations = count('operations', Infinity);
  const minutes = count('minutes', operations === Infinity ? 2 : Infinity);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)));
  console.log(`soak: seed ${seed}, ${topology}; a cluster comes up (about 15 s) …`);
  const result = await runSoak({
    seed,
    operations,
    minutes,
    topology,
    only: values.only,
    logs: join(root, 'reports', 'soak', `${topology}-seed-${seed}`),
    signal: interrupted.signal,
    say: (line) => console.log(line),
  });
  report(result);
}

function report(result: Awaited<ReturnType<typeof runSoak>>): void {
  const { outcomes, violations, starved, seconds, seed, topology } = result;
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports', `soak-${topology}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  console.log(`\n${summarizeByKind(outcomes)}\n`);
  if (outcomes.some(({ trouble }) => trouble !== undefined)) console.log(`${summarizeByTrouble(outcomes)}\n`);
  if (starved > 0)
    console.log(`${starved} nodes were fenced because this machine kept their heartbeats from them`);
  const verdict = violations.length === 0 ? 'pass' : 'fail';
  const count = `${outcomes.length} operations, ${violations.length} violations`;
  console.log(`soak: ${verdict}, ${count}, ${Math.round(seconds)} s, seed ${seed}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.log(`soak: fail (${error instanceof Error ? error.message : String(error)})`);
  process.exitCode = 1;
}
