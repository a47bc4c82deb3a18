import { expect, it } from 'vitest';
import { simulateFailovers } from '../../../scripts/bench/scale/simulate-failovers.ts';

it('one cluster alone takes as long as EC2 does, with few calls and no refusal', async () => {
  const outcome = await simulateFailovers({ clusters: 1, spreadMs: 0, fate: 'healthy', seed: 1 });
  expect(outcome).toMatchObject({ converged: 1, atFirstStart: 1, refusedShare: 0 });
  expect(outcome.lastMs).toBeGreaterThanOrEqual(4500);
  expect(outcome.lastMs).toBeLessThan(6000);
  expect(outcome.callsMost).toBeLessThanOrEqual(30);
});

it('40 clusters whose peers hang all take the ENI with force, however crowded EC2 is', async () => {
  const outcome = await simulateFailovers({ clusters: 40, spreadMs: 0, fate: 'hung', seed: 2 });
  expect(outcome.converged).toBe(40);
  expect(outcome.atFirstStart).toBe(40);
  expect(outcome.refusedShare).toBeGreaterThan(0);
});

it('the same seed gives the same outcome', async () => {
  const scenario = { clusters: 5, spreadMs: 1000, fate: 'stopped', seed: 7 } as const;
  expect(await simulateFailovers(scenario)).toEqual(await simulateFailovers(scenario));
});
