import { afterEach, beforeEach, expect, it } from 'vitest';
import { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { outages } from '../../lab/outages.ts';
import { cast, oneArmed, twoArmed } from '../../lab/topology.ts';
import { Traffic } from '../../lab/traffic.ts';
import { describeFabric } from './describe-fabric.ts';
import { configureNatNode, findLink, succeed, type NatNode } from './nat-node.ts';

const oneArmedNode = (instanceId: string): NatNode => ({
  instanceId,
  mac: cast.eniMac,
  addresses: ['10.0.1.50'],
  gateway: '10.0.1.1',
  egress: 'eni',
  prefixLength: 32,
});
const twoArmedNode = (instanceId: string): NatNode => ({
  instanceId,
  mac: cast.eniMac,
  addresses: ['10.0.2.50'],
  gateway: '10.0.2.1',
  egress: 'primary',
  prefixLength: 24,
});

let fabric: NamespaceFabric;
let traffic: Traffic;

async function lab(topology: typeof oneArmed): Promise<void> {
  const name = newLabName();
  fabric = await NamespaceFabric.create(topology({ lab: name }), { lab: name });
  traffic = await Traffic.start({
    clientNetns: `${name}-client`,
    internetNetns: fabric.internetNetns,
    protocols: ['udp', 'tcp'],
  });
}

afterEach(async () => {
  await traffic.stop();
  await fabric.destroy();
});

async function plugInto(node: NatNode): Promise<void> {
  await fabric.plug({ eniId: cast.eni, instanceId: node.instanceId, deviceIndex: 1 });
  await configureNatNode(fabric, node);
}

/** The address that the internet sees, which has to be the same for a flow that lives on and for a new connection. */
async function addressSeenFromNowOn(): Promise<string | undefined> {
  const sinceMs = Date.now();
  await traffic.firstAnswer(sinceMs, 5000);
  const deadlineMs = Date.now() + 3000;
  let answered: typeof traffic.samples = [];
  while (new Set(answered.map(({ protocol }) => protocol)).size < 2 && Date.now() < deadlineMs) {
    await traffic.firstAnswer(Date.now(), 10_000);
    answered = traffic.samples.filter(({ ok, atMs }) => ok && atMs >= sinceMs);
  }
  expect(answered.map(({ protocol }) => protocol)).toEqual(expect.arrayContaining(['udp', 'tcp']));
  const addresses = new Set(answered.map(({ addressSeen }) => addressSeen));
  expect(addresses.size).toBe(1);
  return [...addresses][0];
}

describeFabric('a client behind a one-armed NAT node', () => {
  beforeEach(() => lab(oneArmed));

  it('is seen with the Elastic IP of the ENI, whichever node holds it', async () => {
    await plugInto(oneArmedNode(cast.nodeA));
    expect(await addressSeenFromNowOn()).toBe(cast.eniPublicIp);

    const unpluggedMs = Date.now();
    await fabric.unplug(cast.eni);
    expect(await findLink(fabric, cast.nodeA, cast.eniMac)).toBeUndefined();
    await traffic.firstLoss(unpluggedMs, 10_000);
    await plugInto(oneArmedNode(cast.nodeB));
    expect(await addressSeenFromNowOn()).toBe(cast.eniPublicIp);

    await traffic.settled(Date.now());
    const duringMove = traffic.samples.filter(
      ({ protocol, atMs }) => protocol === 'udp' && atMs > unpluggedMs - 100,
    );
    const [outage, ...more] = outages(duringMove, 1);
    expect(more).toEqual([]);
    expect(outage).toMatchObject({ recovered: true });
    expect(outage?.durationMs).toBeLessThan(2000);
  });

  it('is cut off while nobody holds the ENI, and stays so while the link is bare', async () => {
    await expect(traffic.firstAnswer(0, 800)).rejects.toThrow(/no answer/);
    await fabric.plug({ eniId: cast.eni, instanceId: cast.nodeA, deviceIndex: 1 });
    await expect(traffic.firstAnswer(0, 800)).rejects.toThrow(/no answer/);
    expect(outages(traffic.samples, 1)).toMatchObject([{ recovered: false }]);
  });

  it('is cut off by the source/dest check of the ENI', async () => {
    await plugInto(oneArmedNode(cast.nodeA));
    await traffic.firstAnswer(0, 5000);
    await fabric.setSourceDestCheck(cast.eni, true);
    await expect(traffic.firstAnswer(Date.now(), 800)).rejects.toThrow(/no answer/);
    await fabric.setSourceDestCheck(cast.eni, false);
    await traffic.firstAnswer(Date.now(), 5000);
  });

  it('is cut off by the source/dest check of the primary if the node answers through that', async () => {
    await plugInto({ ...oneArmedNode(cast.nodeA), egress: 'primary' });
    await expect(traffic.firstAnswer(0, 1000)).rejects.toThrow(/no answer/);
    await fabric.setSourceDestCheck(primaryOf(cast.nodeA), false);
    expect(await addressSeenFromNowOn()).toBe('198.51.100.11');
  });

  it('loses the way when the node loses its power, and finds it again', async () => {
    await plugInto(oneArmedNode(cast.nodeA));
    await traffic.firstAnswer(0, 5000);
    await fabric.setPower(cast.nodeA, false);
    expect(await succeed(fabric, cast.nodeA, ['ip', '-br', 'link', 'show', 'ens6'])).toContain('NO-CARRIER');
    await expect(traffic.firstAnswer(Date.now(), 800)).rejects.toThrow(/no answer/);
    await fabric.setPower(cast.nodeA, true);
    await traffic.firstAnswer(Date.now(), 5000);
  });
});

describeFabric('a client behind a two-armed NAT node', () => {
  beforeEach(() => lab(twoArmed));

  it('is seen with the address of the node that holds the ENI', async () => {
    await plugInto(twoArmedNode(cast.nodeA));
    expect(await addressSeenFromNowOn()).toBe('198.51.100.11');
    await fabric.unplug(cast.eni);
    await plugInto(twoArmedNode(cast.nodeB));
    expect(await addressSeenFromNowOn()).toBe('198.51.100.12');
  });
});

function primaryOf(instanceId: string): string {
  return oneArmed({ lab: '' }).instances.find((instance) => instance.instanceId === instanceId)!.primaryEniId;
}
