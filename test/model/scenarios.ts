import { safety } from './invariants.ts';
import type { Scenario } from './scenario.ts';
import type { Node, World } from './world.ts';

/** Everything off and quiet: scenarios say what is different. */
export const calm: Scenario = {
  name: 'calm',
  nodes: 2,
  ordering: 'free',
  actions: ['start', 'stop', 'monitor', 'probe'],
  readFaults: [],
  lostReplies: false,
  refusals: false,
  namelessness: false,
  muteGuests: false,
  lingeringLinks: false,
  crashes: false,
  kills: false,
  bygoneAnswers: 0,
  invariants: safety,
  mostStates: 2_000_000,
};

const node: Node = {
  instance: 'running',
  guest: 'alive',
  link: 'none',
  macKnown: false,
  slotBlocked: false,
  role: 'unprobed',
  op: undefined,
};

/** A cluster that has just come up, with the ENI attached nowhere. */
export function beginning(scenario: Scenario): World {
  const first: Node = scenario.ordering === 'free' ? { ...node, role: 'off' } : node;
  return {
    holding: undefined,
    past: [],
    nodes: Array.from({ length: scenario.nodes }, () => first),
    thefts: undefined,
  };
}
