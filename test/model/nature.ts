import { attach, changeHolding, detach, finishDetach } from './cloud.ts';
import type { Move } from './move.ts';
import type { Scenario } from './scenario.ts';
import { instanceId, isAlive, oldestTicks, withNode, type World } from './world.ts';

/** What EC2 and the kernels do by themselves, each at any time or never. */
export function natureMoves(world: World, scenario: Scenario): Move[] {
  return [
    ...lateMoves(world, scenario),
    ...attachmentMoves(world, scenario),
    ...world.nodes.flatMap((_, at) => nodeMoves(world, scenario, at)),
  ];
}

function lateMoves(world: World, { bygoneAnswers }: Scenario): Move[] {
  const { late } = world;
  if (late === undefined) return [];
  const { at, step } = late;
  const reply =
    step.do === 'attach'
      ? attach(world, at, step.deviceIndex, bygoneAnswers)
      : detach(world, step.attachmentId, step.force, bygoneAnswers);
  const after = 'world' in reply ? reply.world : world;
  return [
    {
      what: `EC2 gets the ${step.do} of the killed agent on ${instanceId(at)}`,
      world: { ...after, late: undefined },
    },
  ];
}

function attachmentMoves(world: World, { bygoneAnswers, lingeringLinks }: Scenario): Move[] {
  const { holding } = world;
  if (holding === undefined) return [];
  const node = world.nodes[holding.node]!;
  const where = instanceId(holding.node);
  const settled = node.instance === 'running' || node.instance === 'stopped';
  if (holding.status === 'attaching' && settled) {
    const attached = changeHolding(world, { ...holding, status: 'attached' }, bygoneAnswers);
    return [{ what: `EC2: attached to ${where}`, world: attached }];
  }
  const letGo = node.guest === 'alive' || node.instance === 'stopped' || holding.forced;
  if (holding.status !== 'detaching' || !letGo) return [];
  const free = finishDetach(world, bygoneAnswers);
  const moves = [
    { what: `EC2: detached from ${where}`, world: withNode(free, holding.node, { link: 'none' }) },
  ];
  if (node.link !== 'none' && lingeringLinks) {
    moves.push({ what: `EC2: detached from ${where}, whose kernel keeps the link for now`, world: free });
  }
  return moves;
}

function nodeMoves(world: World, { muteGuests, lingeringLinks }: Scenario, at: number): Move[] {
  const node = world.nodes[at]!;
  const { holding } = world;
  const name = instanceId(at);
  const heldHere = holding?.node === at;
  const moves: Move[] = [];
  const add = (what: string, change: Partial<World['nodes'][number]>) =>
    moves.push({ what: `${name}: ${what}`, world: withNode(world, at, change) });

  if (isAlive(node) && node.link === 'none' && heldHere && holding.status !== 'detaching') {
    add('the link appears', { link: 'bare' });
  }
  const mayGo = heldHere ? holding.status === 'detaching' && node.guest === 'alive' : lingeringLinks;
  if (isAlive(node) && node.link !== 'none' && mayGo) add('the link goes', { link: 'none' });
  if (muteGuests && node.guest === 'alive') add('the guest lets go of no device any more', { guest: 'mute' });
  if (muteGuests && node.guest === 'mute') add('the guest lets go of devices again', { guest: 'alive' });
  if (node.instance === 'stopping' && node.stoppingTicks >= oldestTicks) {
    add('the instance is stopped', { instance: 'stopped', stoppingTicks: 0, slotBlocked: false });
  }
  if (node.instance === 'pending') add('the instance runs', { instance: 'running', guest: 'alive' });
  return moves;
}
