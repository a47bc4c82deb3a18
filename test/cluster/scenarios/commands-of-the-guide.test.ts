import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../emulator/model/event-log.ts';
import { oneArmed } from '../../lab/topology.ts';
import { shellLine } from '../admin-commands.ts';
import { ClusterLab } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';
import { settle } from '../settle.ts';

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
  await settle(lab);
}

describe('the drills of the guide', () => {
  beforeAll(async () => {
    lab = await ClusterLab.up({ world: (name) => oneArmed({ lab: name }) });
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
});
