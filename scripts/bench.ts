import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import type { AtRestResult } from './bench/at-rest.ts';
import type { FailoverResult } from './bench/failover.ts';
import type { Measured } from './bench/measure-interleaved.ts';
import { report } from './bench/report.ts';
import type { ScaleRow } from './bench/scale/measure-scale.ts';
import { runSection } from './bench/section.ts';
import { numberOf, readCommandLine, wordsOf } from './command-line.ts';
import { isKept, judge, type Results } from './bench/targets.ts';

const usage = `npm run bench -- [SECTION…] [options]
  sections: start-up, at-rest, failover, scale; all of them, if none is named
  --rounds N     rounds of start-up (20)
  --moves N      rounds of failover (20)
  --case TEXT    of start-up only the cases whose name contains this; may be repeated
  --own          of start-up only what is ours, without the agents that use awscli
  --real-time    measure start-up before everything else that runs here, on a machine that is not idle (root)
  --gate FACTOR  fail if a promise is missed by more than this factor, or one that no load excuses at all
  --output FILE  where the JSON goes (reports/bench.json)
`;

const root = join(import.meta.dirname, '..');
const { values, positionals } = readCommandLine(usage, {
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    moves: { type: 'string', default: '20' },
    case: { type: 'string', multiple: true, default: [] as string[] },
    own: { type: 'boolean', default: false },
    'real-time': { type: 'boolean', default: false },
    gate: { type: 'string' },
    output: { type: 'string', default: join(root, 'reports', 'bench.json') },
  },
});

const sections = ['start-up', 'at-rest', 'failover', 'scale'] as const;
const named = wordsOf('section', positionals, sections);
const rounds = numberOf('rounds', values.rounds);
const moves = numberOf('moves', values.moves);
const allowance = values.gate === undefined ? Infinity : numberOf('gate', values.gate);

async function measure(): Promise<Results> {
  const wanted = (name: (typeof sections)[number]) => named.length === 0 || named.includes(name);
  const startUp = { rounds, only: values.case, ownOnly: values.own };
  const failover = { rounds: moves };
  return {
    ...(wanted('start-up') && {
      startUp: await runSection<readonly Measured[]>('start-up', startUp, 'instance', {
        realTime: values['real-time'],
      }),
    }),
    ...(wanted('at-rest') && { atRest: await runSection<AtRestResult>('at-rest', {}, 'instance') }),
    ...(wanted('failover') && { failover: await runSection<FailoverResult>('failover', failover, 'lab') }),
    ...(wanted('scale') && { scale: await runSection<readonly ScaleRow[]>('scale', {}, 'here') }),
  };
}

const machine = {
  node: process.version,
  cpus: cpus().length,
  loadBefore: loadavg()[0],
  realTime: values['real-time'],
};
const results = await measure();
const verdicts = judge(results);
console.log(report(results));
await mkdir(dirname(values.output), { recursive: true });
await writeFile(values.output, `${JSON.stringify({ machine, ...results, verdicts }, undefined, 2)}\n`);
const broken = verdicts.filter((verdict) => !isKept(verdict, allowance));
if (values.gate !== undefined && broken.length > 0) {
  console.error(
    `\nmissed by more than a factor of ${allowance}: ${broken.map(({ what }) => what).join('; ')}`,
  );
  process.exitCode = 1;
}
