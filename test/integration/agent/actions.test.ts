import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, ec2Calls, holderOf, lastRequest } from './cloud-state.ts';
import { expectBareCode, expectSilentSuccess } from './expect-answer.ts';
import { addedRules, eniLink } from './node-state.ts';

const { nodeA, nodeB, eni } = cast;
const recurring = { OCF_RESKEY_CRM_meta_interval: '10000' };
const deep = { ...recurring, OCF_CHECK_LEVEL: '10' };
const probe = { OCF_RESKEY_CRM_meta_interval: '0' };

let lab: AgentLab;

beforeEach(async () => {
  lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
});
afterEach(() => lab[Symbol.asyncDispose]());

describeFabric('start', () => {
  it('attaches the ENI and configures its link, with one change in EC2', async () => {
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(await eniLink(lab, nodeA)).toMatchObject({
      up: true,
      mtu: 9001,
      addresses: ['10.0.1.50/24'],
      altNames: [eni],
    });
    expect(await addedRules(lab, nodeA)).toEqual([
      expect.stringMatching(/^\d+: from 10\.0\.1\.50 lookup \d+ proto \d+$/),
      expect.stringMatching(/^\d+: from all iif \S+ lookup \d+ proto \d+$/),
    ]);
    expect(changesAsked(lab)).toEqual(['AttachNetworkInterface']);
  });

  it('changes nothing when the ENI is here already', async () => {
    await lab.agent(nodeA, 'start');
    const before = {
      seq: lastRequest(lab),
      link: await eniLink(lab, nodeA),
      rules: await addedRules(lab, nodeA),
    };
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(changesAsked(lab, before.seq)).toEqual([]);
    expect(await eniLink(lab, nodeA)).toEqual(before.link);
    expect(await addedRules(lab, nodeA)).toEqual(before.rules);
  });

  it('sets the source/dest check that is wanted', async () => {
    expectSilentSuccess(await lab.agent(nodeA, 'start', { OCF_RESKEY_source_dest_check: 'enabled' }));
    expect(lab.emulator.cloud.eni(eni).sourceDestCheck).toBe(true);
    expect(changesAsked(lab).toSorted()).toEqual([
      'AttachNetworkInterface',
      'ModifyNetworkInterfaceAttribute',
    ]);
  });

  it.each([
    { ending: 'ran out of time', env: { OCF_RESKEY_CRM_meta_timeout: '2500' }, wrapper: [], code: 1 },
    { ending: 'was killed', env: {}, wrapper: ['timeout', '--signal=KILL', '1.5'], code: null },
  ])('finishes what a start that $ending began', async ({ env, wrapper, code }) => {
    // Where it gets to know the subnet, it has attached the ENI and not yet configured the link.
    const held = lab.emulator.faults.add({ match: { action: 'DescribeSubnets' }, effect: { kind: 'hold' } });
    expect(await lab.agent(nodeA, 'start', env, { wrapper })).toMatchObject({ code });
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(await addedRules(lab, nodeA)).toEqual([]);
    lab.emulator.faults.remove(held);
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(await eniLink(lab, nodeA)).toMatchObject({ up: true, addresses: ['10.0.1.50/24'] });
    expect(changesAsked(lab)).toEqual(['AttachNetworkInterface']);
  });
});

describeFabric('stop', () => {
  it('detaches the ENI and takes off what start put on the node', async () => {
    await lab.agent(nodeA, 'start');
    const started = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'stop'));
    expect(holderOf(lab)).toBe('nobody');
    expect(await eniLink(lab, nodeA)).toBeUndefined();
    expect(await addedRules(lab, nodeA)).toEqual([]);
    expect(changesAsked(lab, started)).toEqual(['DetachNetworkInterface']);
  });

  it('succeeds without a change when it is repeated', async () => {
    await lab.agent(nodeA, 'start');
    await lab.agent(nodeA, 'stop');
    const stopped = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'stop'));
    expect(changesAsked(lab, stopped)).toEqual([]);
  });

  it('leaves the ENI alone where a peer holds it', async () => {
    await lab.agent(nodeA, 'start');
    const started = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeB, 'stop'));
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(changesAsked(lab, started)).toEqual([]);
  });

  it('cleans up on a node whose ENI was taken away', async () => {
    await lab.agent(nodeA, 'start');
    await lab.agent(nodeB, 'start');
    expect(await addedRules(lab, nodeA)).not.toEqual([]);
    expectSilentSuccess(await lab.agent(nodeA, 'stop'));
    expect(await addedRules(lab, nodeA)).toEqual([]);
    expect(holderOf(lab)).toBe(`${nodeB} attached`);
  });
});

describeFabric('monitor', () => {
  it('at level 0 asks nobody but the kernel', async () => {
    await lab.agent(nodeA, 'start');
    const started = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', recurring));
    expectSilentSuccess(await lab.agent(nodeA, 'status', recurring));
    expect(lab.emulator.requests.after(started)).toEqual([]);
  });

  it('at level 10 describes the ENI once', async () => {
    await lab.agent(nodeA, 'start');
    const started = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', deep));
    expect(ec2Calls(lab, started)).toEqual(['DescribeNetworkInterfaces']);
  });

  it('says 7 without a word where the ENI is not', async () => {
    for (const env of [probe, recurring, deep]) expectBareCode(await lab.agent(nodeA, 'monitor', env), 7);
    await lab.agent(nodeA, 'start');
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', probe));
    for (const env of [probe, recurring, deep]) expectBareCode(await lab.agent(nodeB, 'monitor', env), 7);
    await lab.agent(nodeA, 'stop');
    for (const env of [probe, recurring, deep]) expectBareCode(await lab.agent(nodeA, 'monitor', env), 7);
  });
});

describeFabric('validate-all', () => {
  it('at level 0 asks nobody', async () => {
    expectSilentSuccess(await lab.agent(nodeA, 'validate-all'));
    expect(lab.emulator.requests.after(0)).toEqual([]);
  });

  it('at level 10 tries every right without using it', async () => {
    expectSilentSuccess(await lab.agent(nodeA, 'validate-all', { OCF_CHECK_LEVEL: '10' }));
    expect(changesAsked(lab).toSorted()).toEqual(
      ['Attach', 'Detach']
        .map((verb) => `${verb}NetworkInterface (DryRun)`)
        .concat('ModifyNetworkInterfaceAttribute (DryRun)'),
    );
    expect(holderOf(lab)).toBe('nobody');
  });
});

describeFabric('reload-agent', () => {
  it('applies changed parameters and takes nothing away', async () => {
    await lab.agent(nodeA, 'start');
    const started = lastRequest(lab);
    const changed = { OCF_RESKEY_mtu: '1400', OCF_RESKEY_source_dest_check: 'enabled' };
    expectSilentSuccess(await lab.agent(nodeA, 'reload-agent', changed));
    expect(await eniLink(lab, nodeA)).toMatchObject({ mtu: 1400, addresses: ['10.0.1.50/24'] });
    expect(lab.emulator.cloud.eni(eni).sourceDestCheck).toBe(true);
    expect(changesAsked(lab, started)).toEqual(['ModifyNetworkInterfaceAttribute']);
  });

  it('has nothing to do where the ENI is not', async () => {
    expectSilentSuccess(await lab.agent(nodeA, 'reload-agent'));
    expect(changesAsked(lab)).toEqual([]);
  });
});

describeFabric('meta-data, usage and help', () => {
  it('print text and ask nobody', async () => {
    const xml = await readFile(join(import.meta.dirname, '../../../dist/eni.xml'), 'utf8');
    expect(await lab.agent(nodeA, 'meta-data')).toMatchObject({ code: 0, stdout: xml, stderr: '' });
    for (const action of ['usage', 'help']) {
      const said = await lab.agent(nodeA, action);
      expect(said).toMatchObject({ code: 0, stderr: '' });
      expect(said.stdout).toMatch(/validate-all/);
    }
    expect(lab.emulator.requests.after(0)).toEqual([]);
  });
});
