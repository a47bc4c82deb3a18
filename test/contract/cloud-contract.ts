import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attachment, AttachmentStatus, Eni } from '../../src/domain/eni.ts';
import type { ErrorKind } from '../../src/domain/errors.ts';
import {
  rights,
  type AttachRequest,
  type EniMover,
  type EniReader,
  type Right,
  type RightsProber,
  type SurroundingsReader,
} from '../../src/domain/ports.ts';
import {
  floatingEni,
  nodeA,
  nodeB,
  primaryEniA,
  publicSubnet,
  sampleFloatingEni,
  sampleWorld,
} from '../emulator/sample-world.ts';
import type { World } from '../emulator/fabric.ts';

export type Cloud = EniReader & EniMover & SurroundingsReader & RightsProber;

/** Something that calls itself EC2, with the world below in it. */
export interface CloudHarness {
  readonly cloud: Cloud;
  /** The outcome of a call, however time passes there. */
  readonly run: <T>(call: Promise<T>) => Promise<T>;
  /** Returns once the condition holds; throws where time alone does not bring it about. */
  readonly until: (condition: () => Promise<boolean>) => Promise<void>;
  /** Time passes: longer than any change takes. */
  readonly linger: () => Promise<void>;
  /** From now on changes take so long that they can be seen under way. */
  readonly slowDown: () => void;
  readonly hangGuest: (instanceId: string) => void;
  readonly deny: (right: Right) => void;
  readonly destroy: () => Promise<void>;
}

export const managedEni = 'eni-0dddddddddddddddd';
export const foreignEni = 'eni-0eeeeeeeeeeeeeeee';
export const secondEni = 'eni-0ffffffffffffffff';
const unknownEni = 'eni-0cccccccccccccccc';
const otherZone = 'eu-west-1b';

/** Two t3.micro nodes, the floating ENI, a managed one, one of another zone and another free one. */
export const contractWorld: World = {
  ...sampleWorld(),
  subnets: [
    ...sampleWorld().subnets,
    { subnetId: 'subnet-0eeeeeeeeeeeeeeee', availabilityZone: otherZone, cidr: '10.0.3.0/24' },
  ],
  enis: [
    ...sampleWorld().enis.filter(({ eniId }) => eniId !== floatingEni),
    sampleFloatingEni({ mac: '06:00:00:00:01:64', ipv4: ['10.0.1.100', '10.0.1.101'] }),
    sampleFloatingEni({
      eniId: managedEni,
      mac: '06:00:00:00:01:65',
      ipv4: ['10.0.1.110'],
      requesterManaged: true,
    }),
    sampleFloatingEni({
      eniId: foreignEni,
      mac: '06:00:00:00:03:66',
      ipv4: ['10.0.3.120'],
      subnetId: 'subnet-0eeeeeeeeeeeeeeee',
    }),
    sampleFloatingEni({ eniId: secondEni, mac: '06:00:00:00:01:67', ipv4: ['10.0.1.130'] }),
  ],
};

const toA: AttachRequest = {
  eniId: floatingEni,
  instanceId: nodeA,
  deviceIndex: 1,
  networkCardIndex: 0,
};

/** What everything that calls itself EC2 promises: the same answers, changes and kinds of refusals. */
export function describeCloud(name: string, create: () => Promise<CloudHarness>): void {
  describe(`EC2: ${name}`, () => {
    let harness: CloudHarness;

    beforeEach(async () => {
      harness = await create();
    });
    afterEach(() => harness.destroy());

    const eni = (eniId = floatingEni): Promise<Eni> => harness.run(harness.cloud.describeEni(eniId));
    const refused = async (call: Promise<unknown>): Promise<ErrorKind> => {
      const error: unknown = await harness.run(call).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ name: 'AgentError' });
      return (error as { kind: ErrorKind }).kind;
    };
    const settled = (status: AttachmentStatus | undefined, eniId = floatingEni) =>
      harness.until(async () => (await eni(eniId)).attachment?.status === status);
    const attached = async (request = toA): Promise<Attachment> => {
      await harness.run(harness.cloud.attach(request));
      await settled('attached', request.eniId);
      return (await eni(request.eniId)).attachment!;
    };
    const detach = (attachmentId: string, force = false) =>
      harness.cloud.detach({ eniId: floatingEni, attachmentId, force });

    it('describes an ENI that nobody holds', async () => {
      expect(await eni()).toMatchObject({
        eniId: floatingEni,
        mac: '06:00:00:00:01:64',
        subnetId: publicSubnet,
        availabilityZone: 'eu-west-1a',
        status: 'available',
        managed: false,
        sourceDestCheck: false,
        ipv4: ['10.0.1.100', '10.0.1.101'],
        ipv6: [],
      });
      expect((await eni()).attachment).toBeUndefined();
    });

    it('knows which ENIs are managed, and which it has not', async () => {
      expect((await eni(managedEni)).managed).toBe(true);
      expect(await refused(harness.cloud.describeEni(unknownEni))).toBe('eni-not-found');
    });

    it('attaches: attaching first, attached later, in the slot that was asked for', async () => {
      harness.slowDown();
      await harness.run(harness.cloud.attach(toA));
      const expected = { instanceId: nodeA, deviceIndex: 1, networkCardIndex: 0, deleteOnTermination: false };
      expect((await eni()).attachment).toMatchObject({ ...expected, status: 'attaching' });
      await settled('attached');
      expect(await eni()).toMatchObject({
        status: 'in-use',
        attachment: { ...expected, status: 'attached' },
      });
    });

    it('detaches: detaching first, free later', async () => {
      const { attachmentId } = await attached();
      harness.slowDown();
      await harness.run(detach(attachmentId));
      expect((await eni()).attachment).toMatchObject({ attachmentId, status: 'detaching' });
      await settled(undefined);
      expect(await eni()).toMatchObject({ status: 'available' });
      expect((await eni()).attachment).toBeUndefined();
    });

    it('gives each attachment an id of its own', async () => {
      const first = await attached();
      await harness.run(detach(first.attachmentId));
      await settled(undefined);
      const second = await attached();
      expect(second.attachmentId).not.toBe(first.attachmentId);
    });

    it('waits for ever for a guest that hangs, until it is forced', async () => {
      const { attachmentId } = await attached();
      harness.hangGuest(nodeA);
      await harness.run(detach(attachmentId));
      await harness.linger();
      expect((await eni()).attachment?.status).toBe('detaching');
      await harness.run(detach(attachmentId, true));
      await settled(undefined);
      expect((await eni()).attachment).toBeUndefined();
    });

    it.each([
      ['an ENI that is held', { instanceId: nodeB }, 'eni-in-use'],
      ['an ENI that it has not', { eniId: unknownEni }, 'eni-not-found'],
      [
        'an instance that it has not',
        { instanceId: 'i-0cccccccccccccccc', eniId: secondEni },
        'instance-not-found',
      ],
      ['an ENI of another zone', { eniId: foreignEni, instanceId: nodeB }, 'node-unsuitable'],
      ['an ENI that a service manages', { eniId: managedEni, instanceId: nodeB }, 'not-permitted'],
      ['a slot that is taken', { eniId: secondEni }, 'device-index-taken'],
      ["the primary's slot", { eniId: secondEni, instanceId: nodeB, deviceIndex: 0 }, 'device-index-taken'],
      ['one more than the instance holds', { eniId: secondEni, deviceIndex: 2 }, 'node-unsuitable'],
    ] as const)('refuses to attach %s', async (_name, change, kind) => {
      await attached();
      expect(await refused(harness.cloud.attach({ ...toA, ...change }))).toBe(kind);
    });

    it('refuses to detach what is gone, what is going, and what must stay', async () => {
      const { attachmentId } = await attached();
      harness.hangGuest(nodeA);
      await harness.run(detach(attachmentId));
      expect(await refused(detach(attachmentId))).toBe('transition');
      await harness.run(detach(attachmentId, true));
      await settled(undefined);
      expect(await refused(detach(attachmentId))).toBe('attachment-gone');
      const primary = (await eni(primaryEniA)).attachment!;
      expect(await refused(detach(primary.attachmentId))).toBe('not-permitted');
    });

    it('sets the source/dest check', async () => {
      await harness.run(harness.cloud.setSourceDestCheck(floatingEni, true));
      expect((await eni()).sourceDestCheck).toBe(true);
      await harness.run(harness.cloud.setSourceDestCheck(floatingEni, false));
      expect((await eni()).sourceDestCheck).toBe(false);
    });

    it('describes instances with the slots that are taken', async () => {
      await attached();
      const instance = await harness.run(harness.cloud.describeInstance(nodeA));
      expect(instance).toMatchObject({
        instanceId: nodeA,
        state: 'running',
        availabilityZone: 'eu-west-1a',
        instanceType: 't3.micro',
      });
      const slots = [...instance.interfaces].sort((a, b) => a.deviceIndex - b.deviceIndex);
      expect(slots).toEqual([
        { eniId: primaryEniA, deviceIndex: 0, networkCardIndex: 0 },
        { eniId: floatingEni, deviceIndex: 1, networkCardIndex: 0 },
      ]);
      expect(await refused(harness.cloud.describeInstance('i-0cccccccccccccccc'))).toBe('instance-not-found');
    });

    it('knows the ranges of a subnet and the limits of an instance type', async () => {
      const subnet = await harness.run(harness.cloud.describeSubnet(publicSubnet));
      expect(subnet).toEqual({ subnetId: publicSubnet, ipv4Cidr: '10.0.1.0/24', ipv6Cidrs: [] });
      expect(await harness.run(harness.cloud.maximumInterfaces('t3.micro'))).toBe(2);
    });

    it.each(rights)('tells whether %s is allowed, and changes nothing', async (right) => {
      expect(await harness.run(harness.cloud.probeRight(right, toA))).toBe('granted');
      harness.deny(right);
      expect(await harness.run(harness.cloud.probeRight(right, toA))).toBe('denied');
      const others = rights.filter((other) => other !== right);
      expect(await harness.run(harness.cloud.probeRight(others[0]!, toA))).toBe('granted');
      if (right !== 'DescribeNetworkInterfaces') expect((await eni()).attachment).toBeUndefined();
    });
  });
}
