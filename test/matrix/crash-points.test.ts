import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../emulator/model/random.ts';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { countTable } from './count-table.ts';
import { crash, crashPointsOf, type CrashPoint } from './crash-point.ts';
import { form } from './form.ts';
import { runOnStages, type Report } from './run-on-stages.ts';
import { situations } from './situation.ts';
import { Stage } from './stage.ts';

const killable = situations.filter(({ name }) =>
  ['start', 'start that steals', 'start that forces', 'stop'].includes(name),
);

describeFabric('an action that is killed', () => {
  let reports: readonly Report<CrashPoint, boolean>[] = [];

  beforeAll(async () => {
    const points = await enumerate();
    const chosen = form.full ? points : oneFollowUpEach(points);
    reports = await runOnStages(chosen, form.labs, crash);
    const rows = reports.map(({ job, result, violation }) => {
      const outcome = violation !== undefined ? 'violation' : result === true ? 'killed' : 'not reached';
      return [`${job.situation.name}, ${job.when} ${job.step}`, outcome] as const;
    });
    console.log(countTable('kills', rows));
    const count = (wanted: string) => rows.filter(([, outcome]) => outcome === wanted).length;
    console.log(
      `crash points: ${points.length / 2} known, ${count('killed')} kills, ${count('violation')} violations, seed ${form.seed}`,
    );
  }, form.timeoutMs);

  it.each(killable)('leaves nothing that the next action does not mend: $name', ({ name }) => {
    const mine = reports.filter(({ job }) => job.situation.name === name);
    expect(mine.flatMap(({ violation }) => violation ?? [])).toEqual([]);
    const [killed, all] = [mine.filter(({ result }) => result === true).length, mine.length];
    expect(killed).toBeGreaterThan(all / 2);
  });
});

async function enumerate(): Promise<CrashPoint[]> {
  await using stage = await Stage.create();
  const points: CrashPoint[] = [];
  for (const situation of killable) points.push(...(await crashPointsOf(stage, situation)));
  return points.filter(({ name }) => form.wants(name));
}

function oneFollowUpEach(points: readonly CrashPoint[]): CrashPoint[] {
  const random = seededRandom(form.seed);
  const drawn = new Map(
    points.map(({ name }) => [name.replace(/ then \w+$/, ''), random() < 0.5 ? 'start' : 'stop']),
  );
  return points.filter(({ name, followUp }) => drawn.get(name.replace(/ then \w+$/, '')) === followUp);
}
