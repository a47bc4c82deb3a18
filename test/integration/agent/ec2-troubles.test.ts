import { expect, it } from 'vitest';
import type { AgentLab } from '../../lab/agent-lab.ts';
import { cast } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf, lastRequest } from './cloud-state.ts';
import { expectBareCode, expectReason, expectSilentSuccess, expectWarning } from './expect-answer.ts';
import { snapshotOf } from './node-state.ts';
import { deep, probe, recurring, Serving } from './serving.ts';

const { nodeA, nodeB } = cast;
const soon = { OCF_RESKEY_CRM_meta_timeout: '8000' };

interface Trouble {
  readonly what: string;
  readonly arrange: (lab: AgentLab) => unknown;
  readonly reason: RegExp;
}

function fault(lab: AgentLab, code: string, status: number): void {
  lab.emulator.faults.add({ match: { service: 'ec2' }, effect: { kind: 'error', code, status } });
}

const troubles: readonly Trouble[] = [
  { what: 'EC2 is down', arrange: (lab) => fault(lab, 'Unavailable', 503), reason: /Unavailable/ },
  {
    what: 'EC2 throttles',
    arrange: (lab) => fault(lab, 'RequestLimitExceeded', 503),
    reason: /RequestLimitExceeded/,
  },
  {
    what: 'IAM denies everything',
    arrange: (lab) => lab.emulator.policies.set(cast.role, [{ action: '*' }]),
    reason: /UnauthorizedOperation/,
  },
  {
    what: 'EC2 cannot be reached',
    arrange: (lab) => lab.fabric.setEndpointReachable(false),
    reason: /no answer in time|TimeoutError/,
  },
];

describeFabric('while the ENI serves here', () => {
  it.concurrent.each(troubles)(
    'and $what, monitor admits that a failover may not work, and stop leaves it serving',
    async ({ arrange, reason }) => {
      await using serving = await Serving.begin();
      const { lab, link } = serving;
      await arrange(lab);
      const before = lastRequest(lab);
      const [shallow, level10, probed, stopped] = await Promise.all([
        serving.monitor(recurring),
        serving.monitor(deep),
        serving.monitor(probe),
        lab.agent(nodeA, 'stop', soon),
      ]);
      expectSilentSuccess(shallow);
      for (const answer of [level10, probed]) {
        expectReason(
          answer,
          190,
          /^works here now, but EC2 could not be asked, so a failover may not work: /,
        );
        expectReason(answer, 190, reason);
      }
      expectReason(stopped, 1, new RegExp(`the ENI is still here as ${link}, and goes on serving`));
      expectReason(stopped, 1, reason);
      expect(changesAsked(lab, before)).toEqual([]);
      expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
    },
  );

  it.concurrent('and EC2 denies that it exists, nothing is done before that is cleared up', async () => {
    await using serving = await Serving.begin();
    fault(serving.lab, 'InvalidNetworkInterfaceID.NotFound', 400);
    const [level10, stopped] = await Promise.all([serving.monitor(deep), serving.lab.agent(nodeA, 'stop')]);
    const unknown = /EC2 knows no such ENI \(asked region eu-west-1 at http:/;
    expectReason(level10, 190, /^works here now as \S+, yet /);
    expectReason(level10, 190, unknown);
    expectReason(stopped, 1, unknown);
    expectReason(stopped, 1, /, yet its link \S+ is here$/);
    expect(await snapshotOf(serving.lab, nodeA)).toBe(serving.asConfigured);
  });

  it.concurrent('and there is no right to detach it, stop fails and leaves it serving', async () => {
    await using serving = await Serving.begin();
    const { lab } = serving;
    lab.emulator.policies.set(cast.role, [{ action: 'DetachNetworkInterface' }]);
    const stopped = await lab.agent(nodeA, 'stop');
    expectReason(stopped, 1, /UnauthorizedOperation.*ec2:DetachNetworkInterface/);
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
  });

  it.concurrent('with another source/dest check than is wanted, monitor at level 10 tells', async () => {
    await using serving = await Serving.begin();
    const wish = (value: string) => ({ OCF_RESKEY_source_dest_check: value });
    expectReason(
      await serving.monitor({ ...deep, ...wish('enabled') }),
      190,
      /^source\/dest check is disabled; source_dest_check=enabled is wanted$/,
    );
    expectSilentSuccess(await serving.lab.agent(nodeA, 'reload-agent', wish('enabled')));
    expectReason(
      await serving.monitor({ ...deep, ...wish('disabled') }),
      1,
      /EC2 drops every forwarded packet; source_dest_check=disabled is wanted$/,
    );
    expectSilentSuccess(await serving.monitor({ ...recurring, ...wish('disabled') }));
  });
});

describeFabric('while the ENI serves on a peer', () => {
  it.concurrent.each(troubles)(
    'and $what, the kernel is proof enough that it is not here',
    async ({ arrange, reason }) => {
      await using serving = await Serving.begin();
      const { lab } = serving;
      await arrange(lab);
      const [shallow, level10, probed, stopped] = await Promise.all([
        serving.monitor(recurring, nodeB),
        serving.monitor(deep, nodeB),
        serving.monitor(probe, nodeB),
        lab.agent(nodeB, 'stop', soon),
      ]);
      for (const answer of [shallow, level10, probed]) expectBareCode(answer, 7);
      expectWarning(
        stopped,
        /^EC2 could not be asked .*; the kernel has no link of the ENI, so it serves nothing here/,
      );
      expectWarning(stopped, reason);
      expect(holderOf(lab)).toBe(`${nodeA} attached`);
      expect(await snapshotOf(lab, nodeA)).toBe(serving.asConfigured);
    },
  );
});
