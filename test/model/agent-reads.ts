import type { Moment } from './moment.ts';
import type { Move } from './move.ts';
import type { Scenario } from './scenario.ts';
import {
  instanceId,
  earliestDeadlineTicks,
  withNode,
  withOp,
  type Holding,
  type Op,
  type View,
  type World,
} from './world.ts';

/** An agent asks EC2: the truth, something bygone or an error; or its time is up and it asks no more. */
export function readMoves({ world, scenario, at, op }: Moment): Move[] {
  const name = instanceId(at);
  const moves: Move[] = [];
  for (const knowsItself of op.knowsItself || !scenario.namelessness ? [true] : [true, false]) {
    for (const view of answers(world, scenario, at)) {
      const told = withOp(world, at, { phase: 'look', view, knowsItself });
      const learnt = view.kind === 'known' ? withNode(told, at, { macKnown: true }) : told;
      const nameless = knowsItself ? '' : ' without knowing its own name';
      moves.push({ what: `${name}: ${op.action} reads${nameless}: ${describeView(view)}`, world: learnt });
    }
  }
  if (mayRunOut(op)) {
    const view: View = op.view ?? { kind: 'unknown', error: 'transient' };
    moves.push({
      what: `${name}: the time of ${op.action} is up`,
      world: withOp(world, at, { phase: 'look', view, timeUp: true }),
    });
  }
  return moves;
}

/**
 * Stop looks at the kernel a last time when its deadline comes; a monitor gives up reading again after half of its time.
 * A start that runs out of time fails, which is as good as being killed.
 */
function mayRunOut(op: Op): boolean {
  return !op.timeUp && op.action !== 'start' && op.ageTicks >= earliestDeadlineTicks;
}

function answers(world: World, { readFaults, bygoneAnswers }: Scenario, at: number): View[] {
  const bygone = bygoneAnswers === 0 ? [] : world.past.map(({ holding }) => holding);
  const views: View[] = [world.holding, ...bygone].map((holding) => knownView(world, holding));
  if (readFaults.length > 0 && world.holding !== undefined && world.holding.node !== at) {
    views.push({ kind: 'known', holding: world.holding, holder: 'unknown' });
  }
  for (const error of readFaults) {
    views.push(error === 'eni-not-found' ? { kind: 'absent' } : { kind: 'unknown', error });
  }
  return views;
}

function knownView(world: World, holding: Holding | undefined): View {
  const holder = holding === undefined ? 'unknown' : world.nodes[holding.node]!.instance;
  return { kind: 'known', holding, holder };
}

function describeView(view: View): string {
  if (view.kind === 'unknown') return `no answer (${view.error})`;
  if (view.kind === 'absent') return 'no such ENI';
  if (view.holding === undefined) return 'available';
  const { id, node, status } = view.holding;
  return `${status} to ${instanceId(node)} (${id}; holder ${view.holder})`;
}
