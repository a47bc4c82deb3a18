import { parseArgs } from 'node:util';
import { oneArmed } from '../lab/topology.ts';
import { runScript } from './cluster-tools.ts';
import { ClusterLab } from './lab.ts';
import { instantFencing, type ClusterLabOptions } from './lab-options.ts';
import { settle } from './settle.ts';

/**
 * Measures how long clients are without service, run after run, and prints the medians.
 *
 *   node test/cluster/measure.ts [--runs 5] [--only NAME]…
 *
 * Times are from the command or the power cut to the first answered request, in ms, as the client saw it.
 */
interface Case {
  readonly name: string;
  readonly about: string;
  readonly options: Partial<ClusterLabOptions>;
  readonly prepare?: (lab: ClusterLab) => Promise<void>;
  readonly disturb: (lab: ClusterLab) => Promise<void>;
}

const slowFencing = { ...instantFencing, forceStopMs: 45_000, startMs: 15_000 };

async function moveAway(lab: ClusterLab): Promise<void> {
  const target = lab.peerOf(lab.holder()!);
  await lab.crm(target, 'resource', 'move', 'nat-eni', target);
}

async function cutPower(lab: ClusterLab): Promise<void> {
  await lab.crash(lab.holder()!);
}

const cases: readonly Case[] = [
  { name: 'move', about: 'planned move', options: {}, disturb: moveAway },
  { name: 'cut', about: 'power cut, fencing at once', options: {}, disturb: cutPower },
  {
    name: 'cut-undelayed',
    about: 'power cut, fencing at once, no priority-fencing-delay',
    options: { priorityFencingDelaySeconds: 0 },
    disturb: cutPower,
  },
  {
    name: 'cut-slow',
    about: 'power cut, fencing takes 45 s and the restart 15 s',
    options: { latency: slowFencing },
    disturb: cutPower,
  },
  {
    name: 'cut-third-vote',
    about: 'the same, requires=quorum and a third vote',
    options: { latency: slowFencing, world: (lab) => oneArmed({ lab, thirdNode: true }) },
    prepare: async (lab) => {
      await runScript(lab.node('nat-a'), lab.guide('third-vote.sh'));
      await lab.waitUntilIdle();
    },
    disturb: cutPower,
  },
];

async function measure({ about, options, prepare, disturb }: Case, runs: number): Promise<void> {
  const lab = await ClusterLab.up({ world: (name) => oneArmed({ lab: name }), ...options });
  const outagesMs: number[] = [];
  try {
    await prepare?.(lab);
    for (let run = 0; run < runs; run += 1) {
      const mark = lab.record.mark();
      await disturb(lab);
      await lab.record.event(mark, 'the ENI elsewhere', ({ kind }) => kind === 'eni-attached', 180_000);
      await lab.traffic.firstAnswer(Date.now() + 3_000, 20_000);
      const outage = lab.record.outagesSince(mark).reduce((sum, { durationMs }) => sum + durationMs, 0);
      outagesMs.push(outage);
      process.stderr.write(`${about}, run ${run + 1} of ${runs}: ${outage} ms\n`);
      await settle(lab);
    }
  } finally {
    await lab.down();
  }
  const sorted = outagesMs.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  console.log(
    `${about}: median ${median} ms, ${sorted[0] ?? NaN} to ${sorted.at(-1) ?? NaN} ms in ${runs} runs`,
  );
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
});
for (const each of cases) {
  if (values.only === undefined || values.only.includes(each.name)) await measure(each, Number(values.runs));
}
