import { afterAnswer } from './agent-ends.ts';
import type { Decisions } from './decisions.ts';
import type { Move } from './move.ts';
import { newOp } from './new-op.ts';
import type { Scenario } from './scenario.ts';
import { instanceId, isAlive, withNode, type Action, type Node, type Role, type World } from './world.ts';

/** What Pacemaker, its administrator and misfortune do to nodes and their agents. */
export function clusterMoves(world: World, scenario: Scenario, decisions: Decisions): Move[] {
  return world.nodes.flatMap((node, at) => [
    ...callable(world, scenario, at)
      .filter((action) => scenario.actions.includes(action))
      .map((action) => call(world, decisions, at, action)),
    ...killMoves(world, scenario, at, node),
    ...(scenario.actions.includes('probe') ? opinionMoves(world, scenario, at, node) : []),
    ...(scenario.crashes ? powerMoves(world, scenario, at, node) : []),
  ]);
}

/** The actions that may be called on a node now. One action of the resource runs on a node at a time. */
function callable(world: World, scenario: Scenario, at: number): readonly Action[] {
  const node = world.nodes[at]!;
  if (node.op !== undefined || !isAlive(node)) return [];
  if (scenario.ordering === 'free') return scenario.actions;
  switch (node.role) {
    case 'unprobed':
      return ['probe'];
    case 'off':
      return mayStart(world, scenario, at) ? ['start'] : [];
    case 'on':
      return ['monitor', 'stop'];
    case 'failed':
      return ['stop'];
    case 'lost':
      // A node that is cut off has no quorum, and stops what it runs until it is fenced.
      return ['stop'];
    case 'down':
      return [];
  }
}

/** Nobody else runs it, may run it or is being asked; `quorum` counts a lost node as out of the game already. */
function mayStart(world: World, { ordering }: Scenario, at: number): boolean {
  const settled: readonly Role[] = ordering === 'quorum' ? ['off', 'down', 'lost'] : ['off', 'down'];
  return world.nodes.every(
    (node, other) =>
      other === at || (settled.includes(node.role) && (node.op === undefined || node.role === 'lost')),
  );
}

function call(world: World, decisions: Decisions, at: number, action: Action): Move {
  const op = newOp(action, decisions);
  const called = withNode(world, at, { op });
  return {
    what: `Pacemaker calls ${action} on ${instanceId(at)}`,
    // A new start begins a new story.
    world: action === 'start' ? { ...called, thefts: undefined } : called,
  };
}

function killMoves(world: World, scenario: Scenario, at: number, { op }: Node): Move[] {
  if (!scenario.kills || op === undefined) return [];
  const killed = afterAnswer(world, scenario, at, op.action, undefined);
  const what = `${instanceId(at)}: ${op.action} is killed at its timeout`;
  const { step } = op;
  const sent = step?.do === 'attach' || step?.do === 'detach';
  if (!sent || !scenario.lateRequests || world.late !== undefined) return [{ what, world: killed }];
  const late = { at, step };
  return [
    { what, world: killed },
    { what: `${what}, its ${step.do} under way`, world: { ...killed, late } },
  ];
}

/** An administrator's cleanup makes Pacemaker probe again. */
function opinionMoves(world: World, { ordering }: Scenario, at: number, node: Node): Move[] {
  if (ordering === 'free') return [];
  if (node.op !== undefined || (node.role !== 'on' && node.role !== 'off')) return [];
  const what = `Pacemaker forgets what it knew of ${instanceId(at)}`;
  return [{ what, world: withNode(world, at, { role: 'unprobed' }) }];
}

function powerMoves(world: World, scenario: Scenario, at: number, node: Node): Move[] {
  const name = instanceId(at);
  const moves: Move[] = [];
  const add = (what: string, change: Partial<Node>) =>
    moves.push({ what: `${name} ${what}`, world: withNode(world, at, change) });
  const off: Partial<Node> = { link: 'none', op: undefined };
  const lost: Partial<Node> = scenario.ordering === 'free' ? {} : { role: 'lost' };
  const othersOnline = world.nodes.some((other, index) => index !== at && isOnline(other));

  if (isAlive(node)) add('panics', { ...off, ...lost, guest: 'dead' });
  if (scenario.partitions && isOnline(node) && othersOnline && scenario.ordering !== 'free')
    add('is cut off from the cluster', lost);
  const fenceable = scenario.ordering === 'free' ? node.guest === 'dead' : node.role === 'lost';
  if (fenceable && node.instance === 'running')
    add('is fenced', { ...off, guest: 'off', instance: 'stopping' });
  if (node.instance === 'stopped') {
    if (node.role === 'lost') add('counts as fenced', { role: 'down' });
    else add('boots', { instance: 'pending', role: roleAtBoot(scenario) });
  }
  return moves;
}

/** Where no probes are made, Pacemaker takes a node that comes back for one that runs nothing. */
export function roleAtBoot({ ordering, actions }: Scenario): Role {
  return ordering !== 'free' && actions.includes('probe') ? 'unprobed' : 'off';
}

function isOnline(node: Node): boolean {
  return isAlive(node) && node.role !== 'lost' && node.role !== 'down';
}
