import { afterEach, beforeEach, expect, it } from 'vitest';
import { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from './describe-fabric.ts';
import { findLink, linkWithMac, pings, succeed } from './nat-node.ts';

interface LinkFacts {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly altnames?: readonly string[];
  readonly addr_info: readonly { readonly local: string }[];
}

const intoA = { eniId: cast.eni, instanceId: cast.nodeA, deviceIndex: 1 };
const intoB = { ...intoA, instanceId: cast.nodeB };
let lab: string;
let fabric: NamespaceFabric;

beforeEach(async () => {
  lab = newLabName();
  fabric = await NamespaceFabric.create(oneArmed({ lab }), { lab });
});

afterEach(() => fabric.destroy());

async function factsOf(instanceId: string, link: string): Promise<LinkFacts> {
  const stdout = await succeed(fabric, instanceId, ['ip', '-json', 'addr', 'show', 'dev', link]);
  return (JSON.parse(stdout) as LinkFacts[])[0]!;
}

describeFabric('a hot-plugged ENI', () => {
  it('appears under the next name, down and bare, with jumbo frames', async () => {
    await fabric.plug(intoA);
    const facts = await factsOf(cast.nodeA, await linkWithMac(fabric, cast.nodeA, cast.eniMac));
    expect(facts).toMatchObject({ ifname: 'ens6', mtu: 9001, addr_info: [] });
    expect(facts.flags).not.toContain('UP');
  });

  it('takes another name where the node has a link of that name', async () => {
    await succeed(fabric, cast.nodeA, ['ip', 'link', 'add', 'ens6', 'type', 'bridge']);
    await fabric.plug(intoA);
    expect(await linkWithMac(fabric, cast.nodeA, cast.eniMac)).toBe('ens7');
  });

  it('comes with any name that the lab chooses', async () => {
    const other = newLabName();
    await using xen = await NamespaceFabric.create(oneArmed({ lab: other }), {
      lab: other,
      linkName: ({ deviceIndex }, attempt) => `eth${deviceIndex + attempt}`,
    });
    await xen.plug(intoA);
    expect(await linkWithMac(xen, cast.nodeA, cast.eniMac)).toBe('eth1');
  });

  it('vanishes whatever the node did to its link, and comes back bare', async () => {
    await fabric.plug(intoA);
    const lines = [
      'link set ens6 name wan0',
      `link property add dev wan0 altname ${cast.eni}`,
      'addr add 10.0.1.50/24 dev wan0',
      'link set wan0 mtu 1500 up',
    ];
    await succeed(fabric, cast.nodeA, ['ip', '-batch', '-'], lines.join('\n'));
    await fabric.unplug(cast.eni);
    expect(await findLink(fabric, cast.nodeA, cast.eniMac)).toBeUndefined();

    await fabric.plug(intoA);
    const facts = await factsOf(cast.nodeA, 'ens6');
    expect(facts).toMatchObject({ mtu: 9001, addr_info: [] });
    expect(facts.altnames).toBeUndefined();
  });

  it('is at one instance at a time: plugging is idempotent there and refused elsewhere', async () => {
    await fabric.plug(intoA);
    await fabric.plug(intoA);
    await expect(fabric.plug(intoB)).rejects.toThrow(`still plugged into ${cast.nodeA}`);
    await fabric.unplug(cast.eni);
    await fabric.unplug(cast.eni);
    await fabric.plug(intoB);
    expect(await findLink(fabric, cast.nodeA, cast.eniMac)).toBeUndefined();
    expect(await findLink(fabric, cast.nodeB, cast.eniMac)).toBe('ens6');
  });

  it('can be moved away from a node whose namespace has been deleted', async () => {
    await fabric.plug(intoA);
    const netns = `${lab}-a`;
    await succeed(fabric, cast.nodeB, ['ip', 'netns', 'delete', netns]);
    await fabric.unplug(cast.eni);
    await fabric.plug(intoB);
    expect(await findLink(fabric, cast.nodeB, cast.eniMac)).toBe('ens6');
  });

  it('has no carrier when plugged into an instance without power', async () => {
    await fabric.setPower(cast.nodeA, false);
    await fabric.plug(intoA);
    await succeed(fabric, cast.nodeA, ['ip', 'link', 'set', 'ens6', 'up']);
    expect((await factsOf(cast.nodeA, 'ens6')).flags).toContain('NO-CARRIER');
    await fabric.setPower(cast.nodeA, true);
    await expect.poll(async () => (await factsOf(cast.nodeA, 'ens6')).flags).not.toContain('NO-CARRIER');
  });
});

describeFabric('an instance that boots anew', () => {
  it('forgets what was configured and has its primary and its ENI again', async () => {
    await fabric.plug(intoA);
    await succeed(fabric, cast.nodeA, ['ip', 'addr', 'add', '10.0.1.50/24', 'dev', 'ens6']);
    await succeed(fabric, cast.nodeA, ['ip', 'rule', 'add', 'from', '10.0.1.50', 'lookup', '1000']);
    await fabric.recreateInstance(cast.nodeA);
    expect(await factsOf(cast.nodeA, 'ens6')).toMatchObject({ addr_info: [] });
    expect(await succeed(fabric, cast.nodeA, ['ip', 'rule'])).not.toContain('10.0.1.50');
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(true);
  });

  it('has no way out before its power is back', async () => {
    await fabric.setPower(cast.nodeA, false);
    await fabric.recreateInstance(cast.nodeA);
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(false);
    await fabric.setPower(cast.nodeA, true);
    await expect.poll(() => pings(fabric, cast.nodeA, '10.0.1.12'), { timeout: 5000 }).toBe(true);
  });
});
