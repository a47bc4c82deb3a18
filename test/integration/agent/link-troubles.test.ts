import { expect, it } from 'vitest';
import { detach } from '../../emulator/model/detach.ts';
import { cast } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf, lastRequest } from './cloud-state.ts';
import { expectBareCode, expectReason, expectSilentSuccess, expectWarning } from './expect-answer.ts';
import { eniLink, onNode, snapshotOf } from './node-state.ts';
import { deep, probe, recurring, Serving } from './serving.ts';

const { nodeA, eni } = cast;

describeFabric('a link that is not what start made it', () => {
  it.concurrent.each([
    {
      what: 'is down',
      spoil: (link: string) => ['ip', 'link', 'set', link, 'down'],
      reason: /the link is down/,
    },
    {
      what: 'has lost its address',
      spoil: (link: string) => ['ip', 'addr', 'del', '10.0.1.50/24', 'dev', link],
      reason: /address 10\.0\.1\.50 is missing/,
    },
  ])('because it $what fails every monitor, and a start mends it', async ({ spoil, reason }) => {
    await using serving = await Serving.begin();
    const { lab, link } = serving;
    await onNode(lab, nodeA, spoil(link));
    for (const env of [recurring, deep, probe]) expectReason(await serving.monitor(env), 1, reason);
    const before = lastRequest(lab);
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(changesAsked(lab, before)).toEqual([]);
    expectSilentSuccess(await serving.monitor(deep));
    expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
  });

  it.concurrent('because a rule is gone fails monitor at level 10, and a start mends it', async () => {
    await using serving = await Serving.begin();
    const { lab } = serving;
    await onNode(lab, nodeA, ['ip', 'rule', 'del', 'from', '10.0.1.50']);
    expectSilentSuccess(await serving.monitor(recurring));
    expectReason(await serving.monitor(deep), 1, /rule "from 10\.0\.1\.50 .*" is missing/);
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
  });

  it.concurrent(
    'because it vanished, with EC2 saying attached, is told by monitor and detached by stop',
    async () => {
      await using serving = await Serving.begin();
      const { lab } = serving;
      await lab.fabric.unplug(eni);
      expectBareCode(await serving.monitor(recurring), 7);
      const place =
        /attached to i-0aaaaaaaaaaaaaaa1 \(this node\), yet its link is not visible to the kernel$/;
      expectReason(await serving.monitor(deep), 1, place);
      expectSilentSuccess(await lab.agent(nodeA, 'stop'));
      expect(holderOf(lab)).toBe('nobody');
    },
  );

  it.concurrent(
    'because it outlives its attachment is told by monitor and taken out of use by stop',
    async () => {
      await using serving = await Serving.begin({ settings: { linkLingerMs: 60_000 } });
      const { lab } = serving;
      const { cloud } = lab.emulator;
      detach(cloud, cloud.eni(eni).attachment?.attachmentId ?? '', true);
      await cloud.events.until('detached', 5_000, () => holderOf(lab) === 'nobody');
      expectReason(await serving.monitor(deep), 1, /is available, yet the kernel has /);
      const stopped = await lab.agent(nodeA, 'stop');
      expectWarning(stopped, /available, yet the kernel still has .* its addresses and rules were taken off/);
      expect(await eniLink(lab, nodeA)).toMatchObject({ up: false, addresses: [] });
    },
  );

  it.concurrent('that cannot be looked at for want of iproute2 is degraded, not failed', async () => {
    await using serving = await Serving.begin();
    const wrapper = withFiles(['/dev/null', '/usr/bin/ip']);
    expectSilentSuccess(await serving.lab.agent(nodeA, 'monitor', recurring, { wrapper }));
    const level10 = await serving.lab.agent(nodeA, 'monitor', deep, { wrapper });
    expectReason(
      level10,
      190,
      /^works here now, but its rules and routes could not be checked: cannot run "ip"/,
    );
  });
});
