import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../emulator/model/random.ts';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { checkClaim, recover } from './aftermath.ts';
import { undisturbed } from './allowed-codes.ts';
import { checkAnswer } from './check-answer.ts';
import { countTable } from './count-table.ts';
import { form } from './form.ts';
import { hostTroubles, type HostTrouble } from './host-trouble.ts';
import { runOnStages, type Job, type Report } from './run-on-stages.ts';
import { situations } from './situation.ts';
import type { Stage } from './stage.ts';

interface HostCell extends Job {
  readonly trouble: HostTrouble;
}

/** Enough for two tries of an `ip` that hangs, and not for more. */
const timeoutMs = 9_000;

const cells = hostTroubles.flatMap((trouble) =>
  situations.map((situation): HostCell => ({
    situation,
    trouble,
    name: `${situation.name} while ${trouble.name}`,
  })),
);

async function tryCell(stage: Stage, { situation, trouble }: HostCell): Promise<number | null> {
  await stage.prepare(situation);
  const wrapper = await trouble.begin(stage);
  const limit = { OCF_RESKEY_CRM_meta_timeout: String(timeoutMs) };
  const run = await stage.call(situation, limit, { wrapper });
  await checkClaim(stage, situation, run);
  const elsewhere = situation.holder !== 'here' && !situation.moves && situation.action !== 'validate-all';
  const allowed = elsewhere ? undefined : trouble.allowed[situation.exitAction];
  checkAnswer(run, { allowed: allowed ?? [undisturbed(situation)], reason: trouble.reason, timeoutMs });
  if (trouble.costsMemory === true) await stage.forget();
  await stage.calmDown();
  await recover(stage, situation, run);
  return run.code;
}

/** One situation of each action and trouble. */
function sample(): readonly HostCell[] {
  const random = seededRandom(form.seed);
  const groups = Map.groupBy(cells, ({ situation, trouble }) => `${situation.exitAction} ${trouble.name}`);
  return [...groups.values()].flatMap((group) => group[Math.floor(random() * group.length)] ?? []);
}

describeFabric('a node with troubles of its own', () => {
  let reports: readonly Report<HostCell, number | null>[] = [];

  beforeAll(async () => {
    const chosen = (form.full ? cells : sample()).filter(({ name }) => form.wants(name));
    reports = await runOnStages(chosen, form.labs, tryCell);
    const rows = reports.map(
      ({ job, result, violation }) =>
        [job.trouble.name, violation === undefined ? String(result) : 'violation'] as const,
    );
    console.log(countTable('host troubles', rows));
    const violations = rows.filter(([, outcome]) => outcome === 'violation').length;
    console.log(`host troubles: ${rows.length} cells, ${violations} violations, seed ${form.seed}`);
  }, form.timeoutMs);

  it.each(hostTroubles)('answers as it must while $name', ({ name }) => {
    const mine = reports.filter(({ job }) => job.trouble.name === name);
    expect(mine.flatMap(({ violation }) => violation ?? [])).toEqual([]);
  });
});
