import { expect, it } from 'vitest';
import { mustRun } from '../../emulator/fabric/run.ts';
import type { Environment } from '../../lab/agent-lab.ts';
import type { ProgramRun } from '../../lab/run-program.ts';
import { cast } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { holderOf } from './cloud-state.ts';
import { expectBareCode, expectReason, expectSilentSuccess, expectWarning } from './expect-answer.ts';
import { hangs } from './hang-table.ts';
import { hardwarePrimary } from './hardware-primary.ts';
import { snapshotOf } from './node-state.ts';
import { deep, probe, recurring, Serving } from './serving.ts';

const { nodeA, nodeB } = cast;
const limit: Environment = { OCF_RESKEY_CRM_meta_timeout: '4000' };
/** 10 % and at least 500 ms before Pacemaker would kill it unheard. */
const allowedMs = 3_500;

describeFabric('every action ends in time, with a reason, while nothing comes from', () => {
  it.each(hangs)('$what', async ({ begin, reason }) => {
    await using serving = await Serving.begin({ identities: { extraRoles: ['eni-mover'] } });
    const { lab } = serving;
    const processes = await processesOn(serving);
    const { env = {}, wrapper = [], end } = await begin(lab);
    await using cleaner = new AsyncDisposableStack();
    if (end !== undefined) cleaner.defer(end);
    const hardware = await hardwarePrimary(lab, nodeB);
    const call = (instanceId: string, action: string, how: Environment = {}) =>
      lab.agent(
        instanceId,
        action,
        { ...how, ...limit, ...env },
        { wrapper: instanceId === nodeB ? [...hardware, ...wrapper] : wrapper },
      );

    const [shallow, level10, probed, stopped, otherProbe, otherStart, otherStop, otherValidate, otherReload] =
      await Promise.all([
        call(nodeA, 'monitor', recurring),
        call(nodeA, 'monitor', deep),
        call(nodeA, 'monitor', probe),
        call(nodeA, 'stop'),
        call(nodeB, 'monitor', probe),
        call(nodeB, 'start'),
        call(nodeB, 'stop'),
        call(nodeB, 'validate-all', { OCF_CHECK_LEVEL: '10' }),
        call(nodeB, 'reload-agent'),
      ]);

    expectSilentSuccess(shallow);
    for (const answer of [level10, probed]) {
      expectReason(answer, 190, /^works here now, but EC2 could not be asked/);
      expectReason(answer, 190, reason);
    }
    expectReason(stopped, 1, /the ENI is still here as \S+, and goes on serving/);
    expectReason(stopped, 1, reason);
    expectBareCode(otherProbe, 7);
    expectWarning(otherStop, /^EC2 could not be asked .*the kernel has no link of the ENI/);
    for (const answer of [otherStart, otherValidate, otherReload]) expectReason(answer, 1, reason);
    const ended = [level10, probed, stopped, otherProbe, otherStart, otherStop, otherValidate, otherReload];
    expectInTime(ended, shallow.tookMs);
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
    // What was killed may take a moment to be gone.
    await expect.poll(() => processesOn(serving), { timeout: 2_000 }).toEqual(processes);
  });

  it('the metadata service, on a node that cannot even tell its links apart', async () => {
    await using serving = await Serving.begin();
    const { lab } = serving;
    lab.emulator.faults.add({ match: { service: 'imds' }, effect: { kind: 'hang' } });
    const [usage, probed, level10, stopped] = await Promise.all([
      lab.agent(nodeB, 'usage'),
      lab.agent(nodeB, 'monitor', { ...probe, ...limit }),
      lab.agent(nodeB, 'monitor', { ...deep, ...limit }),
      lab.agent(nodeB, 'stop', limit),
    ]);
    // 1 from a probe would take the ENI from the healthy node that has it.
    expectReason(probed, 5, /^it cannot be told whether the ENI is here: its MAC was never learned here/);
    expectReason(level10, 1, /^it cannot be told whether the ENI is here: its MAC was never learned here/);
    expectReason(stopped, 1, /it is not known whether the ENI is here/);
    expectInTime([probed, level10, stopped], usage.tookMs);
  });
});

/** `launchMs`: what it takes this machine just now to start the agent at all. */
function expectInTime(answers: readonly ProgramRun[], launchMs: number): void {
  for (const { tookMs } of answers) expect(tookMs).toBeLessThan(allowedMs + launchMs);
}

/** Processes on both nodes: what the agent started must end with it. */
async function processesOn({ lab }: Serving): Promise<readonly string[]> {
  const lists = [nodeA, nodeB].map((node) => mustRun(['ip', 'netns', 'pids', lab.netnsOf(node)]));
  const pids = (await Promise.all(lists)).join('').split('\n');
  return pids.filter((pid) => pid !== '').toSorted();
}
