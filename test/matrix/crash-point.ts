import { lastRequest } from '../integration/agent/cloud-state.ts';
import { undisturbed } from './allowed-codes.ts';
import { IpTrace, type When } from './ip-trace.ts';
import type { Job } from './run-on-stages.ts';
import type { Situation } from './situation.ts';
import type { Stage } from './stage.ts';
import { Violation } from './violation.ts';

/** What is called after the kill. */
export type FollowUp = 'start' | 'stop';

/** A moment at which the process group is killed: around the `n`th request to EC2, or the `n`th run of `ip`. */
export interface CrashPoint extends Job {
  readonly step: 'request' | 'ip';
  readonly n: number;
  readonly when: When;
  readonly followUp: FollowUp;
}

const limit = { OCF_RESKEY_CRM_meta_timeout: '20000' };
const pollMs = 5;

/** Before and after each step of an undisturbed run, followed by either action. */
export async function crashPointsOf(stage: Stage, situation: Situation): Promise<readonly CrashPoint[]> {
  const trace = await IpTrace.create(stage.lab);
  await stage.prepare(situation);
  await trace.begin();
  const before = lastRequest(stage.lab);
  const run = await stage.call(situation, limit, { wrapper: trace.wrapper });
  if (run.code !== undisturbed(situation))
    throw new Violation(`${situation.name}, undisturbed, answers ${String(run.code)}: ${run.stderr}`);
  const requests = stage.lab.emulator.requests.after(before).filter(({ service }) => service === 'ec2');
  const steps = [
    ...requests.map(({ action }, at) => ({ step: 'request' as const, n: at + 1, what: action })),
    ...Array.from({ length: await trace.runs() }, (_, at) => ({
      step: 'ip' as const,
      n: at + 1,
      what: 'ip',
    })),
  ];
  return steps.flatMap(({ step, n, what }) =>
    (['before', 'after'] as const).flatMap((when) =>
      (['start', 'stop'] as const).map((followUp) => ({
        name: `${situation.name} killed ${when} ${step} no. ${n} (${what}), then ${followUp}`,
        ...{ situation, step, n, when, followUp },
      })),
    ),
  );
}

/** Kills the action at this point and lets the other follow. False: the action ended before it got there. */
export async function crash(stage: Stage, point: CrashPoint): Promise<boolean> {
  await stage.prepare(point.situation);
  const { faults } = stage.lab.emulator;
  const trace = await IpTrace.create(stage.lab);
  await trace.begin(point.step === 'ip' ? point : undefined);
  const effect =
    point.when === 'before' ? ({ kind: 'hang' } as const) : ({ kind: 'lost-reply', ending: 'hang' } as const);
  if (point.step === 'request') faults.add({ match: { service: 'ec2' }, occurrences: [point.n], effect });
  const reached = async () =>
    point.step === 'ip' ? trace.reached() : faults.list().some(({ struck }) => struck > 0);

  let group: number | undefined;
  const call = stage.call(point.situation, limit, {
    wrapper: trace.wrapper,
    onStart: (pid) => void (group = pid),
  });
  const ended = new AbortController();
  const run = call.finally(() => ended.abort());
  while (!ended.signal.aborted && !(await reached()))
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  const killed = !ended.signal.aborted && group !== undefined;
  if (killed && group !== undefined) process.kill(-group, 'SIGKILL');
  const { code, stderr } = await run;
  if (killed !== (code === null)) throw new Violation(`it ended by itself with ${String(code)}: ${stderr}`);
  faults.remove();

  await stage.succeed(point.followUp, 'after the kill');
  await stage.expectPlace(
    point.followUp === 'start' ? 'here' : 'not here',
    `after the kill and ${point.followUp}`,
  );
  await stage.expectTrueMemory();
  return killed;
}
