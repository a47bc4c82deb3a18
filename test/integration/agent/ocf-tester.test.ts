import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../emulator/fabric/run.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf } from './cloud-state.ts';
import { alone } from './has-nobody.ts';

const { nodeA, eni } = cast;
const shim = join(import.meta.dirname, '../../../ocf/eni');
const found = (await run(['which', 'ocf-tester'])).exitCode === 0;
const missing = found ? alone : ' (skipped: ocf-tester is not installed)';

describeFabric(`ocf-tester${missing}`, () => {
  it.skipIf(missing !== '')('passes all its tests, with the limit it sets itself', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    // Its state belongs to this lab, as if the node had a disk of its own.
    const [state, rsctmp] = [join(lab.folder, 'lib'), join(lab.folder, 'run')];
    for (const folder of [state, rsctmp]) await mkdir(folder);
    const parameters = ['-o', `eni_id=${eni}`, '-o', `endpoint_url=${lab.endpointUrl}`];
    const tested = await lab.exec(
      nodeA,
      [...withFiles([rsctmp, '/run']), 'ocf-tester', '-n', 'eni', ...parameters, shim],
      {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        ENI_AGENT_STATE_DIR: state,
        HA_RSCTMP: '/run/resource-agents',
      },
    );
    expect(tested.stdout).toContain(`${shim} passed all tests`);
    expect(tested.stdout.split('\n').filter((line) => line.startsWith('* rc='))).toEqual([]);
    expect(tested.code).toBe(0);
    expect(holderOf(lab)).toBe('nobody');
    expect(changesAsked(lab).filter((call) => !call.endsWith('(DryRun)'))).toEqual([
      'AttachNetworkInterface',
      'DetachNetworkInterface',
      'AttachNetworkInterface',
      'DetachNetworkInterface',
    ]);
  });
});
