import { expect, it } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf } from './cloud-state.ts';
import { crowdedWorld, odd } from './crowded-world.ts';
import { expectReason, expectWarning } from './expect-answer.ts';
import { addedRules, eniLink } from './node-state.ts';
import { refusals } from './refusal-table.ts';

const { nodeA, eni } = cast;
const ip = '/usr/bin/ip';

describeFabric('start and validate-all at level 10', () => {
  it.concurrent.each(refusals)('refuse $what', async (refusal) => {
    const { arrange, env = {}, instanceType = 't3.micro', start, validate } = refusal;
    await using lab = await AgentLab.create({ world: (name) => crowdedWorld(name, instanceType) });
    await arrange?.(lab);
    const eniId = env['OCF_RESKEY_eni_id'] ?? eni;
    const before = holderOf(lab, eniId === odd.missing ? eni : eniId);
    const checked = await lab.agent(nodeA, 'validate-all', { ...env, OCF_CHECK_LEVEL: '10' });
    if (validate === undefined) expect(checked).toMatchObject({ code: 0, stderr: '' });
    else expectReason(checked, ...validate);
    expectReason(await lab.agent(nodeA, 'start', env), ...start);
    expect(holderOf(lab, eniId === odd.missing ? eni : eniId)).toBe(before);
    expect(await addedRules(lab, nodeA)).toEqual([]);
    expect(await eniLink(lab, nodeA)).toBeUndefined();
    const changed = changesAsked(lab).filter((call) => !call.endsWith('(DryRun)'));
    if (refusal.changes !== undefined) expect([...new Set(changed)]).toEqual(refusal.changes);
  });

  it.concurrent('answer 5 on a node without iproute2, where a stop still lets go of the ENI', async () => {
    await using lab = await AgentLab.create({ world: (name) => crowdedWorld(name, 't3.micro') });
    const wrapper = withFiles(['/dev/null', ip]);
    const missing = /^cannot run "ip": install iproute2$/;
    expectReason(await lab.agent(nodeA, 'validate-all', { OCF_CHECK_LEVEL: '10' }, { wrapper }), 5, missing);
    expectReason(await lab.agent(nodeA, 'start', {}, { wrapper }), 5, missing);
    expectWarning(await lab.agent(nodeA, 'stop', {}, { wrapper }), missing);
    expect(holderOf(lab)).toBe('nobody');
  });
});
