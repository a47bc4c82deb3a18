import { describe, expect, test } from 'vitest';
import { eniLink } from '../kernel.ts';
import { killAction } from '../kill-action.ts';
import { useLab } from '../use-lab.ts';

describe('an agent that is killed', () => {
  const stage = useLab();

  test('o: in the middle of start: the cluster recovers and fences nobody', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.crm(passive, 'resource', 'move', 'nat-eni', passive);
    await lab.record.event(mark, 'attaching', ({ kind }) => kind === 'eni-attaching');
    await killAction(lab.node(passive), 'start');
    const { failures } = await lab.waitFor('start failed', (status) => status.failures.length > 0);
    expect(failures).toMatchObject([{ task: 'start', node: passive }]);
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    expect(lab.holder()).toBe(passive);
    expect(await eniLink(lab.node(active))).toBeUndefined();
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('o: in the middle of stop: its node is fenced, the other one serves', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.crm(passive, 'resource', 'move', 'nat-eni', passive);
    await lab.record.event(mark, 'detaching', ({ kind }) => kind === 'eni-detaching');
    await killAction(lab.node(active), 'stop');
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    expect(lab.holder()).toBe(passive);
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
  });
});
