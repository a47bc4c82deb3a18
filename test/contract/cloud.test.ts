import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeCloud } from '../fakes/fake-cloud.ts';
import { limitsOf } from '../emulator/model/instance-types.ts';
import { setGuestAcknowledges } from '../emulator/model/power.ts';
import { contractWorld, describeCloud, type CloudHarness } from './cloud-contract.ts';
import { startEc2Lab } from './ec2-lab.ts';
import { testUser } from '../emulator/emulator.ts';

describeCloud('the fake', () => {
  const clock = new FakeClock();
  const cloud = new FakeCloud(clock);
  const { state } = cloud;
  for (const { instanceId, availabilityZone, instanceType } of contractWorld.instances) {
    const maximumInterfaces = limitsOf(instanceType).maximumNetworkInterfaces;
    const placed = { instanceId, availabilityZone, instanceType, maximumInterfaces };
    state.instances.set(instanceId, { ...placed, state: 'running', acknowledges: true, slots: [] });
  }
  for (const { subnetId, cidr } of contractWorld.subnets) {
    cloud.subnets.set(subnetId, { subnetId, ipv4Cidr: cidr, ipv6Cidrs: [] });
  }
  for (const {
    eniId,
    mac,
    subnetId,
    ipv4,
    sourceDestCheck,
    requesterManaged,
    attachedTo,
  } of contractWorld.enis) {
    const subnet = contractWorld.subnets.find((one) => one.subnetId === subnetId);
    state.put({
      eniId,
      mac,
      subnetId,
      vpcId: contractWorld.vpcId,
      availabilityZone: subnet?.availabilityZone ?? '',
      status: 'available',
      managed: requesterManaged === true,
      sourceDestCheck,
      ipv4,
      ipv6: [],
    });
    if (attachedTo !== undefined) state.attached(eniId, attachedTo.instanceId, attachedTo.deviceIndex);
  }
  return Promise.resolve({
    cloud,
    run: (call) => clock.run(call),
    until: async (condition) => {
      await clock.advance(10_000);
      expect(await clock.run(condition())).toBe(true);
    },
    linger: () => clock.advance(10_000),
    slowDown: () => Object.assign(state.latencies, { attachMs: 3_000, detachMs: 3_000 }),
    hangGuest: (instanceId) => (state.instance(instanceId).acknowledges = false),
    deny: (right) => cloud.denied.add(right),
    destroy: () => Promise.resolve(),
  } satisfies CloudHarness);
});

describeCloud('the real one against the emulator', async () => {
  const lab = await startEc2Lab({ world: contractWorld });
  const { emulator } = lab;
  return {
    cloud: lab.cloud(),
    run: (call) => call,
    until: (condition) => vi.waitUntil(condition, { timeout: 10_000, interval: 20 }).then(() => undefined),
    linger: () => sleep(3 * emulator.settings.latency.detachMs),
    slowDown: () => emulator.configure({ latency: { attachMs: 1_500, detachMs: 1_500 } }),
    hangGuest: (instanceId) => setGuestAcknowledges(emulator.cloud, instanceId, false),
    deny: (right) => emulator.policies.set(testUser.name, [{ action: right }]),
    destroy: () => lab.close(),
  };
});
