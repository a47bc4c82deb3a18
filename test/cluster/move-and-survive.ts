import { expect } from 'vitest';
import type { Stage } from './use-lab.ts';

/** Moves the ENI to the other node and cuts the power there: the first one must serve again, as the outside sees it. */
export async function moveAndSurvive({ lab, active, passive }: Stage): Promise<void> {
  await lab.crm(passive, 'resource', 'move', 'nat-eni', passive);
  await lab.waitUntilServing(passive);
  await lab.crm(passive, 'resource', 'clear', 'nat-eni');
  await lab.crash(passive);
  await lab.waitUntilServing(active);
  await lab.traffic.firstAnswer(Date.now(), 20_000);
  expect(lab.holder()).toBe(active);
}
