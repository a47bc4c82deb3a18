import { roleAtBoot } from './cluster.ts';
import { safety } from './invariants.ts';
import type { Scenario } from './scenario.ts';
import type { Node, World } from './world.ts';

/** Nothing goes wrong; each scenario says what does. */
const calm: Scenario = {
  name: 'calm',
  nodes: 2,
  ordering: 'fenced',
  actions: ['start', 'stop'],
  readFaults: [],
  lostReplies: false,
  refusals: false,
  namelessness: false,
  muteGuests: false,
  lingeringLinks: false,
  crashes: false,
  partitions: false,
  kills: false,
  lateRequests: false,
  bygoneAnswers: 1,
  invariants: safety,
  mostStates: 20_000,
};

const watching = ['start', 'stop', 'monitor', 'probe'] as const;

const all = {
  readFaults: ['transient', 'unauthorized', 'eni-not-found'],
  lostReplies: true,
  refusals: true,
  namelessness: true,
  muteGuests: true,
  lingeringLinks: true,
  crashes: true,
  partitions: true,
  kills: true,
  lateRequests: true,
  actions: watching,
} as const;

/** One kind of trouble each, so that every reachable state can be seen, and then all of them at once. */
export const scenarios = {
  calm,
  stale: { ...calm, name: 'two bygone answers', bygoneAnswers: 2 },
  killed: { ...calm, name: 'actions killed at any moment', kills: true },
  late: { ...calm, name: 'requests that outlive their agent', kills: true, lateRequests: true },
  unreachable: { ...calm, name: 'EC2 not to be reached', readFaults: ['transient'] },
  denied: {
    ...calm,
    name: 'denied, or unknown to EC2',
    readFaults: ['unauthorized', 'eni-not-found'],
    refusals: true,
  },
  lossy: { ...calm, name: 'replies lost', lostReplies: true },
  lingering: { ...calm, name: 'links that linger', lingeringLinks: true },
  mute: { ...calm, name: 'guests that never let go', muteGuests: true },
  nameless: { ...calm, name: 'nodes that do not know themselves', namelessness: true },
  crashing: { ...calm, name: 'panics, fencing, reboots', crashes: true },
  parted: { ...calm, name: 'partitions, fencing, reboots', crashes: true, partitions: true },
  unfenced: {
    ...calm,
    name: 'survivors start before fencing',
    ordering: 'quorum',
    crashes: true,
    partitions: true,
  },
  rivals: { ...calm, name: 'starts against each other', ordering: 'free', actions: ['start'] },
  probing: { ...calm, name: 'monitors, probes, cleanups', actions: watching, bygoneAnswers: 2 },
  groping: {
    ...calm,
    name: 'monitors while EC2 is not to be reached',
    actions: watching,
    readFaults: ['transient', 'eni-not-found'],
    namelessness: true,
  },
  watched: {
    ...calm,
    name: 'monitors amid starts that are killed',
    ordering: 'free',
    actions: ['start', 'monitor', 'probe'],
    kills: true,
    bygoneAnswers: 2,
  },
  three: { ...calm, name: 'three nodes, one of which may fail', nodes: 3, crashes: true, kills: true },
  threeRivals: {
    ...calm,
    name: 'three starts against each other',
    nodes: 3,
    ordering: 'free',
    actions: ['start'],
  },
  anything: { ...calm, ...all, name: 'any action anywhere, anything fails', ordering: 'free' },
  everything: { ...calm, ...all, name: 'everything fails, with fencing' },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

const node: Node = {
  instance: 'running',
  stoppingTicks: 0,
  guest: 'alive',
  link: 'none',
  macKnown: false,
  slotBlocked: false,
  role: 'unprobed',
  op: undefined,
};

/**
 * Where explorations begin: a cluster that has just come up, with the ENI attached nowhere; one in which the first node
 * serves; and one in which the ENI was attached by hand to a node that never heard of it.
 */
export function beginnings(scenario: Scenario): World[] {
  const { nodes, ordering } = scenario;
  const world = (first: Partial<Node>, others: Partial<Node>, held: boolean): World => ({
    holding: held ? { id: 'eni-attach-0', node: 0, status: 'attached', forced: false } : undefined,
    past: [],
    nodes: Array.from({ length: nodes }, (_, at) => {
      const role = roleAtBoot(scenario);
      return { ...node, role, ...(at === 0 ? first : others) };
    }),
    late: undefined,
    thefts: undefined,
  });
  const on: Partial<Node> = ordering === 'free' ? {} : { role: 'on' };
  return [
    world({}, {}, false),
    world({ ...on, link: 'configured', macKnown: true }, { role: 'off', macKnown: true }, true),
    world({ link: 'bare' }, {}, true),
  ];
}
