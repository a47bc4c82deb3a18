import { copyFileSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../emulator/model/event-log.ts';
import { oneArmed } from '../../lab/topology.ts';
import { shellLine } from '../admin-commands.ts';
import { substitute } from '../guide.ts';
import { ClusterLab, fairFencingDelaySeconds } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';
import type { NodeDisk } from '../node-disk.ts';
import { settle } from '../settle.ts';
import { waitUntil } from '../wait-until.ts';

let lab: ClusterLab;

/** A script of the guide, on a node. */
const run = (script: string, on: NodeName): Promise<void> => shellLine(lab, on, lab.guide(script));

const fenced = ({ kind, detail }: CloudEvent): boolean => kind === 'instance-state' && detail === 'stopping';

/** The drills say nat-a and nat-b: they begin with the ENI on nat-a. */
async function beginOnNatA(): Promise<void> {
  await settle(lab);
  if (lab.holder() === 'nat-a') return;
  await lab.crm('nat-a', 'resource', 'move', 'nat-eni', 'nat-a');
  await lab.waitUntilServing('nat-a');
  // What the move leaves would bring it back from nat-b.
  await lab.crm('nat-a', 'resource', 'clear', 'nat-eni');
  await settle(lab);
}

/** The ENI is on nat-a, which then is no more. */
async function loseNatA(how: () => Promise<void>): Promise<void> {
  const mark = lab.record.mark();
  await how();
  await lab.waitUntilServing('nat-b', 90_000);
  expect(lab.record.stoppedSince(mark)).toEqual(['nat-a']);
  await lab.waitUntilAllOnline(90_000);
}

const diskOf = (name: NodeName): NodeDisk => lab.node(name).plan.disk;

describe('the drills of the guide', () => {
  beforeAll(async () => {
    lab = await ClusterLab.up({
      world: (name) => oneArmed({ lab: name }),
      priorityFencingDelaySeconds: fairFencingDelaySeconds,
    });
    await beginOnNatA();
  });
  afterAll(() => lab.down());

  it('the first look finds both nodes in order', async () => {
    await run('first-look.sh', 'nat-a');
    await run('first-look.sh', 'nat-b');
  });

  it('a move and back, with crmsh and with pcs', async () => {
    const mark = lab.record.mark();
    await run('drill-move.sh', 'nat-a');
    await lab.waitUntilServing('nat-b');
    await run('drill-clear.sh', 'nat-a');
    await run('drill-move-pcs.sh', 'nat-b');
    await lab.waitUntilServing('nat-a');
    await run('drill-clear-pcs.sh', 'nat-b');
    await lab.waitUntilIdle();
    expect((await lab.status()).bans).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([
      'eni-detached nat-a',
      'eni-attached nat-b',
      'eni-detached nat-b',
      'eni-attached nat-a',
    ]);
  });

  it('out of service and back: the ENI does not move back', async () => {
    await beginOnNatA();
    await run('drill-standby.sh', 'nat-b');
    await lab.waitUntilServing('nat-b');
    await run('drill-online.sh', 'nat-b');
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    expect(lab.holder()).toBe('nat-b');
  });

  it('taken off behind the back of the cluster, it is attached again', async () => {
    await beginOnNatA();
    const mark = lab.record.mark();
    await run('drill-detach.sh', 'nat-b');
    await lab.record.event(mark, 'the ENI attached again', ({ kind }) => kind === 'eni-attached', 90_000);
    await lab.waitUntilServing();
    await lab.traffic.firstAnswer(Date.now(), 20_000);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  it('fencing by hand stops the node that was meant', async () => {
    await beginOnNatA();
    const mark = lab.record.mark();
    await run('drill-fence.sh', 'nat-a');
    await lab.waitUntilAllOnline(90_000);
    expect(lab.record.stoppedSince(mark)).toEqual(['nat-b']);
    expect(lab.record.outagesSince(mark)).toEqual([]);
  });

  it('cut off from each other, the node without the ENI is fenced and clients notice nothing', async () => {
    await beginOnNatA();
    const mark = lab.record.mark();
    await run('drill-split.sh', 'nat-b');
    await lab.record.event(mark, 'a node fenced', fenced, 60_000);
    await lab.waitUntilAllOnline(90_000);
    expect(lab.record.stoppedSince(mark)).toEqual(['nat-b']);
    expect(lab.holder()).toBe('nat-a');
    expect(lab.record.outagesSince(mark)).toEqual([]);
  });

  it('a power cut: the node is fenced and the other one takes over', async () => {
    await beginOnNatA();
    // Never the machine's own.
    expect(await lab.node('nat-a').exec(['cat', '/usr/sbin/halt'])).toContain('Stands in for halt');
    await run('drill-power.sh', 'nat-a');
    expect(await lab.node('nat-a').exec(['cat', '/root/halted'])).toBe('-fp\n');
    await loseNatA(() => lab.crash('nat-a'));
  });

  it('a kernel that hangs: the same', async () => {
    await beginOnNatA();
    // Never the machine's own.
    const trigger = '/root/sysrq-trigger';
    await shellLine(lab, 'nat-a', substitute(lab.guide('drill-hang.sh'), [['/proc/sysrq-trigger', trigger]]));
    expect(await lab.node('nat-a').exec(['cat', trigger])).toBe('c\n');
    await loseNatA(() => lab.hang('nat-a'));
  });

  it('a new key for Corosync, and the services started again on both nodes', async () => {
    await settle(lab);
    const key = '/etc/corosync/authkey';
    const before = await lab.node('nat-a').exec(['sha256sum', key]);
    await run('corosync-key.sh', 'nat-a');
    expect(await lab.node('nat-a').exec(['sha256sum', key])).not.toBe(before);
    expect(await lab.node('nat-a').exec(['stat', '-c', '%a %s', key])).toBe('400 256\n');
    copyFileSync(diskOf('nat-a').hostPath(key), diskOf('nat-b').hostPath(key));
    const mark = lab.record.mark();
    await Promise.all([run('services.sh', 'nat-a'), run('services.sh', 'nat-b')]);
    await lab.waitUntilAllOnline(120_000);
    await lab.waitUntilServing();
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  it.runIf(existsSync('/usr/sbin/conntrackd'))('conntrackd starts with the file', async () => {
    const conf = '/etc/conntrackd/conntrackd.conf';
    const { node } = lab.host('nat-a');
    await node.exec(['tee', '/root/conntrackd.conf'], { input: lab.guide(conf) });
    await node.exec(['mount', '--bind', '/root/conntrackd.conf', conf]);
    await run('conntrackd-start.sh', 'nat-a');
    const statistics = async () => (await node.tryExec(['conntrackd', '-s'])).stdout;
    await waitUntil(async () => (await statistics()).includes('cache internal'), {
      timeoutMs: 10_000,
      what: 'conntrackd -s shows what was sent and received',
    });
  });
});
