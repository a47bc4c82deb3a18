import type { ErrorKind } from '../../src/domain/errors.ts';
import { withNode, type Holding, type World } from './world.ts';

/** EC2's truth changes; what it was until now may still be answered for a while. */
export function changeHolding(world: World, holding: Holding | undefined, bygoneAnswers: number): World {
  const past = [{ holding: world.holding, ageTicks: 0 }, ...world.past].filter(
    (one, at, all) =>
      !same(one.holding, holding) && all.findIndex((other) => same(other.holding, one.holding)) === at,
  );
  return { ...world, holding, past: past.slice(0, bygoneAnswers) };
}

function same(one: Holding | undefined, other: Holding | undefined): boolean {
  return one?.id === other?.id && one?.status === other?.status;
}

/** EC2's answer to a change: the new world, or why it refused. */
export type Reply = { readonly world: World } | { readonly refusal: ErrorKind };

/** AttachNetworkInterface. */
export function attach(world: World, index: number, deviceIndex: number, bygoneAnswers: number): Reply {
  const node = world.nodes[index]!;
  if (world.holding !== undefined) return { refusal: 'eni-in-use' };
  if (node.instance !== 'running' && node.instance !== 'stopped') return { refusal: 'transition' };
  if (node.slotBlocked && deviceIndex === 1) return { refusal: 'device-index-taken' };
  const holding: Holding = { id: freshId(world), node: index, status: 'attaching', forced: false };
  return { world: changeHolding(world, holding, bygoneAnswers) };
}

/** DetachNetworkInterface: names an attachment, so it never hits a newer one. */
export function detach(world: World, id: string, force: boolean, bygoneAnswers: number): Reply {
  const { holding } = world;
  if (holding?.id !== id) return { refusal: 'attachment-gone' };
  const { instance } = world.nodes[holding.node]!;
  const settled = instance === 'running' || instance === 'stopped';
  if (!force && (!settled || holding.status !== 'attached')) return { refusal: 'transition' };
  const detaching: Holding = { ...holding, status: 'detaching', forced: force || holding.forced };
  return { world: changeHolding(world, detaching, bygoneAnswers) };
}

/** The attachment is gone. */
export function finishDetach(world: World, bygoneAnswers: number): World {
  const { holding } = world;
  if (holding === undefined) return world;
  const free = changeHolding(world, undefined, bygoneAnswers);
  const blocked = holding.forced && world.nodes[holding.node]!.instance === 'running';
  return blocked ? withNode(free, holding.node, { slotBlocked: true }) : free;
}

/** The first id that nothing refers to, so that ids stay few. */
function freshId(world: World): string {
  const used = new Set(liveIds(world));
  let number = 0;
  while (used.has(`eni-attach-${number}`)) number += 1;
  return `eni-attach-${number}`;
}

/** Every attachment that EC2 may still name, or somebody may still act on. */
export function liveIds(world: World): string[] {
  const ids = [world.holding?.id, ...world.past.map(({ holding }) => holding?.id)];
  if (world.late?.step.do === 'detach') ids.push(world.late.step.attachmentId);
  for (const { op } of world.nodes) {
    if (op?.view?.kind === 'known') ids.push(op.view.holding?.id);
    if (op?.step?.do === 'detach') ids.push(op.step.attachmentId);
  }
  return ids.filter((id) => id !== undefined);
}
