import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { mustRun } from '../../emulator/fabric/run.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf, lastRequest } from './cloud-state.ts';
import { expectReason, expectSilentSuccess, expectWarning } from './expect-answer.ts';
import { eniLink } from './node-state.ts';
import { deep, recurring, Serving } from './serving.ts';

const { nodeA } = cast;
const limit = { OCF_RESKEY_CRM_meta_timeout: '9000' };
/** 10 % before Pacemaker would kill it unheard. */
const allowedMs = 8_100;
const stuck = /ip did not end within 3000 ms|no answer in time from the host network/;

/** What was killed may take a moment to be gone. */
const soon = { timeout: 2_000 };

/** A program of the lab that outlives every action called here. */
async function hangingProgram(lab: AgentLab, name: string): Promise<string> {
  const path = join(lab.folder, name);
  await writeFile(path, '#!/bin/sh\nexec sleep 15\n');
  await chmod(path, 0o755);
  return path;
}

async function hangingIp(lab: AgentLab): Promise<{ wrapper: readonly string[] }> {
  return { wrapper: withFiles([await hangingProgram(lab, 'ip'), '/usr/bin/ip']) };
}

async function pidsOnA(lab: AgentLab): Promise<string> {
  return mustRun(['ip', 'netns', 'pids', lab.netnsOf(nodeA)]);
}

describeFabric('with an ip that never ends', () => {
  it.concurrent('start and validate-all fail in time, and leave no process behind', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    const how = await hangingIp(lab);
    const before = await pidsOnA(lab);
    const validated = await lab.agent(nodeA, 'validate-all', { ...limit, OCF_CHECK_LEVEL: '10' }, how);
    expectReason(validated, 1, stuck);
    const started = await lab.agent(nodeA, 'start', limit, how);
    expectReason(started, 1, stuck);
    for (const { tookMs } of [validated, started]) expect(tookMs).toBeLessThan(allowedMs);
    await vi.waitFor(async () => expect(await pidsOnA(lab)).toBe(before), soon);
    // What was begun is finished once ip answers again.
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(changesAsked(lab).filter((call) => !call.endsWith('(DryRun)'))).toEqual([
      'AttachNetworkInterface',
    ]);
  });

  it.concurrent('a monitor of what serves is not failed, and stop lets go of the ENI', async () => {
    await using serving = await Serving.begin();
    const { lab } = serving;
    const how = await hangingIp(lab);
    const before = { pids: await pidsOnA(lab), request: lastRequest(lab) };
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', { ...recurring, ...limit }, how));
    const level10 = await lab.agent(nodeA, 'monitor', { ...deep, ...limit }, how);
    expectReason(level10, 190, /^works here now, but its rules and routes could not be checked: /);
    expectReason(level10, 190, stuck);
    const stopped = await lab.agent(nodeA, 'stop', limit, how);
    expectWarning(stopped, stuck);
    for (const { tookMs } of [level10, stopped]) expect(tookMs).toBeLessThan(allowedMs);
    expect(changesAsked(lab, before.request)).toEqual(['DetachNetworkInterface']);
    expect(holderOf(lab)).toBe('nobody');
    expect(await eniLink(lab, nodeA)).toBeUndefined();
    await vi.waitFor(async () => expect(await pidsOnA(lab)).toBe(before.pids), soon);
  });
});

describeFabric('with a credential_process that never ends', () => {
  it('a profile that names one is given up in time', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    const config = join(lab.folder, 'config');
    await writeFile(config, `[profile cluster]\ncredential_process = ${await hangingProgram(lab, 'keys')}\n`);
    const env = {
      AWS_CONFIG_FILE: config,
      OCF_RESKEY_profile: 'cluster',
      OCF_RESKEY_CRM_meta_timeout: '4000',
    };
    const started = await lab.agent(nodeA, 'start', env);
    expectReason(started, 1, /no answer in time from EC2/);
    expect(started.tookMs).toBeLessThan(3_500);
  });
});
