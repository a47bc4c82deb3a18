import { expect, it } from 'vitest';
import { setGuestAcknowledges, stopInstance, terminateInstance } from '../../emulator/model/power.ts';
import { AgentLab, type Environment } from '../../lab/agent-lab.ts';
import { outages } from '../../lab/outages.ts';
import { cast, oneArmed, twoArmed } from '../../lab/topology.ts';
import { Traffic } from '../../lab/traffic.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf, lastRequest } from './cloud-state.ts';
import { expectSilentSuccess } from './expect-answer.ts';
import { eniLink } from './node-state.ts';
import { recurring } from './serving.ts';

const { nodeA, nodeB } = cast;

const topologies = [
  {
    topology: 'one-armed',
    world: oneArmed,
    env: { OCF_RESKEY_egress: 'eni' },
    seen: { [nodeA]: cast.eniPublicIp, [nodeB]: cast.eniPublicIp },
  },
  {
    topology: 'two-armed',
    world: twoArmed,
    env: { OCF_RESKEY_egress: 'system' },
    seen: { [nodeA]: '198.51.100.11', [nodeB]: '198.51.100.12' },
  },
];

/** A client that asks the internet host all the time, over UDP with one flow and over TCP with new connections. */
function client(lab: AgentLab): Promise<Traffic> {
  const { internetNetns } = lab.fabric;
  return Traffic.start({ clientNetns: lab.netnsOf(cast.client), internetNetns, protocols: ['udp', 'tcp'] });
}

/** Source addresses that the internet host saw in requests sent from now on; some of both protocols were answered. */
async function addressSeen(traffic: Traffic): Promise<readonly (string | undefined)[]> {
  const sinceMs = Date.now();
  for (;;) {
    await traffic.firstAnswer(Date.now(), 10_000);
    const answered = traffic.samples.filter(({ ok, atMs }) => ok && atMs >= sinceMs);
    if (new Set(answered.map(({ protocol }) => protocol)).size === 2) {
      return [...new Set(answered.map(({ addressSeen: address }) => address))];
    }
  }
}

describeFabric('traffic of a client', () => {
  it.each(topologies)(
    'passes through the node that holds the ENI ($topology)',
    async ({ world, env, seen }) => {
      await using lab = await AgentLab.create({ world: (name) => world({ lab: name }) });
      await using traffic = await client(lab);
      for (const node of [nodeA, nodeB, nodeA]) {
        expectSilentSuccess(await lab.agent(node, 'start', env));
        expect(await addressSeen(traffic)).toEqual([seen[node]]);
        expectSilentSuccess(await lab.agent(node, 'monitor', { ...recurring, ...env }));
        const stopping = Date.now();
        expectSilentSuccess(await lab.agent(node, 'stop', env));
        await traffic.firstLoss(stopping, 10_000);
      }
    },
  );

  it.each(topologies)('moves with the ENI when a peer takes it ($topology)', async ({ world, env, seen }) => {
    await using lab = await AgentLab.create({ world: (name) => world({ lab: name }) });
    await using traffic = await client(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'start', env));
    await addressSeen(traffic);
    const moving = Date.now();
    expectSilentSuccess(await lab.agent(nodeB, 'start', env));
    expect(await addressSeen(traffic)).toEqual([seen[nodeB]]);
    await traffic.settled(Date.now());
    const udp = traffic.samples.filter(({ protocol, atMs }) => protocol === 'udp' && atMs >= moving);
    expect(outages(udp, 1).length).toBeLessThanOrEqual(1);
    // The node that lost it cleans up, and that disturbs nobody.
    expectSilentSuccess(await lab.agent(nodeA, 'stop', env));
    expect(await addressSeen(traffic)).toEqual([seen[nodeB]]);
  });

  it('is not cut by a second start, a monitor, a reload or a stop on the other node', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    await using traffic = await client(lab);
    await lab.agent(nodeA, 'start');
    await addressSeen(traffic);
    const since = Date.now();
    for (const action of ['start', 'monitor', 'validate-all', 'reload-agent']) {
      expectSilentSuccess(await lab.agent(nodeA, action, { OCF_CHECK_LEVEL: '10' }));
    }
    expectSilentSuccess(await lab.agent(nodeB, 'stop'));
    await traffic.settled(Date.now());
    expect(traffic.samples.filter(({ ok, atMs }) => !ok && atMs >= since)).toEqual([]);
  });
});

interface Holder {
  readonly what: string;
  readonly arrange: (lab: AgentLab) => unknown;
  /** What is asked of EC2, and at last the attachment. Repetitions of a refused call count once. */
  readonly detach: readonly string[];
  readonly env?: Environment;
}

const plainly = ['DetachNetworkInterface'];
const byForce = ['DetachNetworkInterface', 'DetachNetworkInterface (Force)'];

const holders: readonly Holder[] = [
  { what: 'runs', arrange: () => undefined, detach: plainly },
  {
    what: 'does not acknowledge',
    arrange: ({ emulator }) => setGuestAcknowledges(emulator.cloud, nodeA, false),
    env: { OCF_RESKEY_force_after: '1500ms' },
    detach: byForce,
  },
  {
    what: 'is stopped',
    arrange: async ({ emulator: { cloud } }) => {
      stopInstance(cloud, nodeA, true);
      await cloud.events.until('stopped', 5_000, () => cloud.instance(nodeA).state === 'stopped');
    },
    detach: plainly,
  },
  {
    what: 'is being stopped',
    arrange: ({ emulator }) => {
      emulator.configure({ latency: { forceStopMs: 2_000 } });
      stopInstance(emulator.cloud, nodeA, true);
    },
    detach: plainly,
  },
  {
    what: 'is being terminated',
    arrange: ({ emulator }) => {
      emulator.configure({ latency: { terminateMs: 2_000 } });
      terminateInstance(emulator.cloud, nodeA);
    },
    detach: plainly,
  },
  {
    what: 'is terminated',
    arrange: async ({ emulator: { cloud } }) => {
      terminateInstance(cloud, nodeA);
      await cloud.events.until('terminated', 5_000, () => cloud.instance(nodeA).state === 'terminated');
    },
    detach: [],
  },
];

describeFabric('start takes the ENI from a holder that', () => {
  it.concurrent.each(holders)('$what', async ({ arrange, detach, env = {} }) => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    await using traffic = await client(lab);
    await lab.agent(nodeA, 'start');
    await arrange(lab);
    const before = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeB, 'start', env));
    expect(holderOf(lab)).toBe(`${nodeB} attached`);
    expect(await eniLink(lab, nodeA)).toBeUndefined();
    expect(await addressSeen(traffic)).toEqual([cast.eniPublicIp]);
    const asked = changesAsked(lab, before);
    const different = asked.filter((call, n) => call !== asked[n - 1]);
    expect(different).toEqual([...detach, 'AttachNetworkInterface']);
    expect(asked.filter((call) => call === 'AttachNetworkInterface')).toHaveLength(1);
  });
});
