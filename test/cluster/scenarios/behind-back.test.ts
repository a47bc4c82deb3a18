import { describe, expect, test } from 'vitest';
import { attach } from '../../emulator/model/attach.ts';
import { detach } from '../../emulator/model/detach.ts';
import { cast } from '../../lab/topology.ts';
import { eniLink } from '../kernel.ts';
import type { ClusterLab } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';
import type { Mark } from '../lab-record.ts';
import { denyAllBut } from '../role-policy.ts';
import { useLab } from '../use-lab.ts';

/** A person at the console takes the ENI off its instance. */
async function takeAway(lab: ClusterLab, mark: Mark): Promise<void> {
  const { cloud } = lab.parts.emulator;
  detach(cloud, cloud.eni(cast.eni).attachment!.attachmentId, false);
  await lab.record.event(mark, 'detached', ({ kind }) => kind === 'eni-detached');
}

/** The same person attaches it to another instance. */
async function giveTo(lab: ClusterLab, name: NodeName, mark: Mark): Promise<void> {
  const { instanceId } = lab.host(name).member;
  attach(lab.parts.emulator.cloud, { eniId: cast.eni, instanceId, deviceIndex: 1, networkCardIndex: 0 });
  await lab.record.event(
    mark,
    'attached',
    (event) => event.kind === 'eni-attached' && event.instanceId === instanceId,
  );
}

describe('somebody meddles with the ENI', () => {
  const stage = useLab();

  test('g: detached behind the cluster’s back: found out by the next monitor and attached again', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await takeAway(lab, mark);
    const { failures } = await lab.waitFor('the monitor finds out', (status) => status.failures.length > 0);
    expect(failures).toMatchObject([{ task: 'monitor', node: active, exitCode: 7 }]);
    await lab.waitUntilServing(active);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    expect(lab.holder()).toBe(active);
    expect(await eniLink(lab.node(active))).toMatchObject({ isUp: true, ipv4: ['10.0.1.50/24'] });
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('h: attached to the other node behind its back: the cluster takes it back', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await takeAway(lab, mark);
    await giveTo(lab, passive, mark);
    await lab.waitFor('the monitor finds out', (status) => status.failures.length > 0);
    await lab.waitUntilServing(active);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    expect(lab.holder()).toBe(active);
    expect(await eniLink(lab.node(passive))).toBeUndefined();
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('k: so, and no right to detach: the cluster runs it where it is instead', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    const { emulator } = lab.parts;
    emulator.policies.set(cast.role, [
      ...denyAllBut(lab.guide('iam-policy.json')),
      { action: 'DetachNetworkInterface' },
    ]);
    await takeAway(lab, mark);
    await giveTo(lab, passive, mark);
    await lab.waitUntilServing(passive, 90_000);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    const { failures } = await lab.status();
    const refused = failures.find(({ task }) => task === 'start');
    expect(refused).toMatchObject({ node: active, exitCode: 4 });
    expect(refused!.exitReason).toContain('DetachNetworkInterface');
    expect(lab.holder()).toBe(passive);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });
});
