import { describe, expect, test } from 'vitest';
import type { Fabric, World } from '../../emulator/fabric.ts';
import { attach } from '../../emulator/model/attach.ts';
import { ManualClock } from '../../emulator/model/clock.ts';
import { Cloud } from '../../emulator/model/cloud.ts';
import { detach } from '../../emulator/model/detach.ts';
import {
  rebootInstance,
  setGuestAcknowledges,
  startInstance,
  stopInstance,
  terminateInstance,
} from '../../emulator/model/power.ts';
import { seededRandom } from '../../emulator/model/random.ts';
import { defaultSettings, ec2LikeLatency } from '../../emulator/model/settings.ts';
import {
  floatingEni,
  nodeA,
  nodeB,
  privateSubnet,
  sampleFloatingEni,
  sampleWorld,
} from '../../emulator/sample-world.ts';

class RecordingFabric implements Fabric {
  readonly calls: string[] = [];
  plug(port: { eniId: string; instanceId: string }): Promise<void> {
    return this.#note(`plug ${port.eniId} ${port.instanceId}`);
  }
  unplug(eniId: string): Promise<void> {
    return this.#note(`unplug ${eniId}`);
  }
  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void> {
    return this.#note(`check ${eniId} ${String(enabled)}`);
  }
  setPower(instanceId: string, on: boolean): Promise<void> {
    return this.#note(`power ${instanceId} ${String(on)}`);
  }
  #note(call: string): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}

function setUp(overrides: Partial<World> = {}): {
  cloud: Cloud;
  clock: ManualClock;
  fabric: RecordingFabric;
} {
  const clock = new ManualClock();
  const fabric = new RecordingFabric();
  const settings = { ...structuredClone(defaultSettings), latency: { ...ec2LikeLatency } };
  const cloud = new Cloud({
    world: sampleWorld(overrides),
    clock,
    random: seededRandom(1),
    settings,
    fabric,
  });
  return { cloud, clock, fabric };
}

const toA = { eniId: floatingEni, instanceId: nodeA, deviceIndex: 1, networkCardIndex: 0 };
const toB = { ...toA, instanceId: nodeB };

async function attached(lab: ReturnType<typeof setUp>): Promise<string> {
  const { attachmentId } = attach(lab.cloud, toA);
  await lab.clock.advance(3000);
  return attachmentId;
}

describe('attach', () => {
  test('goes through attaching to attached, and the link comes later', async () => {
    const { cloud, clock, fabric } = setUp();
    attach(cloud, toA);
    expect(cloud.eni(floatingEni).attachment?.status).toBe('attaching');
    await clock.advance(1499);
    expect(cloud.eni(floatingEni).attachment?.status).toBe('attaching');
    await clock.advance(1);
    expect(cloud.eni(floatingEni).attachment?.status).toBe('attached');
    await clock.advance(499);
    expect(fabric.calls).toEqual([]);
    await clock.advance(1);
    expect(fabric.calls).toEqual([`plug ${floatingEni} ${nodeA}`]);
  });

  test('the ENI stays with the first who got it', () => {
    const { cloud } = setUp();
    attach(cloud, toA);
    expect(() => attach(cloud, toB)).toThrow(
      expect.objectContaining({ code: 'InvalidNetworkInterface.InUse' }),
    );
    expect(cloud.eni(floatingEni).attachment?.instanceId).toBe(nodeA);
  });

  test.each([
    ['another zone', { subnets: zoned('eu-west-1b') }, {}, 'InvalidParameterCombination'],
    ['taken device index', {}, { deviceIndex: 0 }, 'InvalidParameterValue'],
    ['no such network card', {}, { networkCardIndex: 1 }, 'InvalidParameterValue'],
    ['unknown ENI', {}, { eniId: 'eni-0fffffffffffffff9' }, 'InvalidNetworkInterfaceID.NotFound'],
    ['unknown instance', {}, { instanceId: 'i-0fffffffffffffff9' }, 'InvalidInstanceID.NotFound'],
    ['managed by a service', withFloating({ requesterManaged: true }), {}, 'OperationNotPermitted'],
    ['managed by an operator', withFloating({ operatorManaged: true }), {}, 'OperationNotPermitted'],
    [
      'too many addresses for the type',
      withFloating({ ipv4: ['10.0.1.100', '10.0.1.101', '10.0.1.102'] }),
      {},
      'InvalidInterface.IpAddressLimitExceeded',
    ],
  ])('is refused: %s', (_, world, request, code) => {
    const { cloud } = setUp(world);
    expect(() => attach(cloud, { ...toA, ...request })).toThrow(expect.objectContaining({ code }));
    expect(cloud.enis.get(floatingEni)?.attachment).toBeUndefined();
  });

  test('is refused beyond the limit of the instance type, on each card', () => {
    const more = ['eni-0fffffffffffffff1', 'eni-0fffffffffffffff2'].map((eniId, position) =>
      sampleFloatingEni({ eniId, mac: `06:00:00:00:02:0${position}`, ipv4: [`10.0.1.20${position}`] }),
    );
    const { cloud } = setUp({ enis: [...sampleWorld().enis, ...more] });
    attach(cloud, toA);
    expect(() => attach(cloud, { ...toA, eniId: more[0]!.eniId, deviceIndex: 2 })).toThrow(
      expect.objectContaining({ code: 'AttachmentLimitExceeded' }),
    );
  });

  test.each(['stopping', 'pending', 'shutting-down', 'terminated'] as const)(
    'is refused while %s',
    (state) => {
      const { cloud } = setUp();
      cloud.instances.set(nodeA, { ...cloud.instance(nodeA), state });
      expect(() => attach(cloud, toA)).toThrow(expect.objectContaining({ code: 'IncorrectState' }));
    },
  );

  test('to a stopped instance shows its link when that starts', async () => {
    const { cloud, clock, fabric } = setUp();
    stopInstance(cloud, nodeA, false);
    await clock.advance(60_000);
    attach(cloud, toA);
    await clock.advance(10_000);
    expect(cloud.eni(floatingEni).attachment?.status).toBe('attached');
    expect(fabric.calls).toEqual([`power ${nodeA} false`]);
    startInstance(cloud, nodeA);
    await clock.advance(20_000);
    expect(fabric.calls.slice(1)).toEqual([`power ${nodeA} true`, `plug ${floatingEni} ${nodeA}`]);
  });
});

describe('detach', () => {
  test('ends when the guest lets go: first the link, then the attachment', async () => {
    const lab = setUp();
    detach(lab.cloud, await attached(lab), false);
    await lab.clock.advance(2499);
    expect(lab.cloud.eni(floatingEni).attachment?.status).toBe('detaching');
    await lab.clock.advance(1);
    expect(lab.fabric.calls.at(-1)).toBe(`unplug ${floatingEni}`);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
  });

  test('of a guest that hangs never ends without Force', async () => {
    const lab = setUp();
    const attachmentId = await attached(lab);
    setGuestAcknowledges(lab.cloud, nodeA, false);
    detach(lab.cloud, attachmentId, false);
    await lab.clock.advance(600_000);
    expect(lab.cloud.eni(floatingEni).attachment?.status).toBe('detaching');
    expect(() => detach(lab.cloud, attachmentId, false)).toThrow(
      expect.objectContaining({ code: 'IncorrectState' }),
    );
    detach(lab.cloud, attachmentId, true);
    await lab.clock.advance(1500);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
  });

  test('ends when the hung guest comes back', async () => {
    const lab = setUp();
    const attachmentId = await attached(lab);
    setGuestAcknowledges(lab.cloud, nodeA, false);
    detach(lab.cloud, attachmentId, false);
    await lab.clock.advance(10_000);
    setGuestAcknowledges(lab.cloud, nodeA, true);
    await lab.clock.advance(2500);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
  });

  test('of a stopped instance needs no guest', async () => {
    const lab = setUp();
    const attachmentId = await attached(lab);
    setGuestAcknowledges(lab.cloud, nodeA, false);
    stopInstance(lab.cloud, nodeA, true);
    await lab.clock.advance(44_000);
    expect(() => detach(lab.cloud, attachmentId, false)).toThrow(
      expect.objectContaining({ code: 'IncorrectState' }),
    );
    await lab.clock.advance(1000);
    detach(lab.cloud, attachmentId, false);
    await lab.clock.advance(2500);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
  });

  test('is refused for a primary interface and for what is gone', async () => {
    const lab = setUp();
    const primary = lab.cloud.eni(lab.cloud.instance(nodeA).primaryEniId).attachment!.attachmentId;
    expect(() => detach(lab.cloud, primary, true)).toThrow(
      expect.objectContaining({ code: 'OperationNotPermitted' }),
    );
    const attachmentId = await attached(lab);
    detach(lab.cloud, attachmentId, false);
    await lab.clock.advance(2500);
    expect(() => detach(lab.cloud, attachmentId, false)).toThrow(
      expect.objectContaining({ code: 'InvalidAttachmentID.NotFound' }),
    );
  });

  test('with Force may block the slot until the instance stops and starts', async () => {
    const lab = setUp();
    lab.cloud.settings.forceBlocksSlot = true;
    detach(lab.cloud, await attached(lab), true);
    await lab.clock.advance(2000);
    expect(() => attach(lab.cloud, toA)).toThrow(/already has an interface attached at device index '1'/);
    stopInstance(lab.cloud, nodeA, false);
    await lab.clock.advance(50_000);
    startInstance(lab.cloud, nodeA);
    await lab.clock.advance(20_000);
    expect(attach(lab.cloud, toA).status).toBe('attaching');
  });

  test('can leave the link behind for a while, and a plug elsewhere takes it away', async () => {
    const lab = setUp();
    lab.cloud.settings.linkLingerMs = 60_000;
    detach(lab.cloud, await attached(lab), false);
    await lab.clock.advance(2500);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
    expect(lab.fabric.calls).toEqual([`plug ${floatingEni} ${nodeA}`]);
    attach(lab.cloud, toB);
    await lab.clock.advance(2000);
    expect(lab.fabric.calls.slice(1)).toEqual([`unplug ${floatingEni}`, `plug ${floatingEni} ${nodeB}`]);
  });
});

describe('power', () => {
  test('with force the guest is dead at once, else at the end', async () => {
    const { cloud, clock, fabric } = setUp();
    stopInstance(cloud, nodeA, true);
    stopInstance(cloud, nodeB, false);
    await clock.advance(0);
    expect(fabric.calls).toEqual([`power ${nodeA} false`]);
    expect(cloud.instance(nodeA).state).toBe('stopping');
    await clock.advance(45_000);
    expect(fabric.calls).toEqual([`power ${nodeA} false`, `power ${nodeB} false`]);
    expect([cloud.instance(nodeA).state, cloud.instance(nodeB).state]).toEqual(['stopped', 'stopped']);
  });

  test('a reboot keeps the attachment and brings the link back fresh', async () => {
    const lab = setUp();
    await attached(lab);
    rebootInstance(lab.cloud, nodeA);
    await lab.clock.advance(20_000);
    expect(lab.cloud.instance(nodeA).state).toBe('running');
    expect(lab.fabric.calls.slice(1)).toEqual([
      `power ${nodeA} false`,
      `unplug ${floatingEni}`,
      `power ${nodeA} true`,
      `plug ${floatingEni} ${nodeA}`,
    ]);
  });

  test('terminating frees the ENI, unless it is to be deleted with the instance', async () => {
    const lab = setUp();
    await attached(lab);
    const { primaryEniId } = lab.cloud.instance(nodeA);
    terminateInstance(lab.cloud, nodeA);
    expect(lab.cloud.eni(floatingEni).attachment?.instanceId).toBe(nodeA);
    await lab.clock.advance(40_000);
    expect(lab.cloud.eni(floatingEni).attachment).toBeUndefined();
    expect(lab.cloud.enis.get(primaryEniId)).toBeUndefined();
  });
});

test('a failing fabric is recorded and does not stop the state machine', async () => {
  const lab = setUp();
  lab.fabric.plug = () => Promise.reject(new Error('no such device'));
  await attached(lab);
  expect(lab.cloud.eni(floatingEni).attachment?.status).toBe('attached');
  expect(lab.cloud.events.after().find((event) => event.kind === 'fabric-failed')?.detail).toContain(
    'no such device',
  );
});

function zoned(availabilityZone: string): World['subnets'] {
  return sampleWorld().subnets.map((subnet) => ({ ...subnet, availabilityZone }));
}

function withFloating(overrides: Partial<World['enis'][number]>): Partial<World> {
  const { enis } = sampleWorld();
  return {
    enis: enis.map((eni) =>
      eni.eniId === floatingEni ? sampleFloatingEni({ subnetId: privateSubnet, ...overrides }) : eni,
    ),
  };
}
