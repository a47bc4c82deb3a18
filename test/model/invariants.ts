import type { FinalStep, ChangingStep } from '../../src/domain/next-turn.ts';
import type { ExitCode } from '../../src/ocf/exit-codes.ts';
import type { Moment } from './moment.ts';
import type { Breach } from './move.ts';
import type { Scenario } from './scenario.ts';
import {
  instanceId,
  isAlive,
  type Ghost,
  type Holding,
  type Node,
  type Op,
  type View,
  type World,
} from './world.ts';

/** What must hold whatever happens; each name is what a trace is reported under. */
export type Invariant =
  /** A start that answers 0: EC2 has the ENI attached here, and this kernel has it configured. */
  | 'start-0-is-true'
  /** A stop that answers 0: not attached here and no address of it here; or one of two exceptions, with its warning. */
  | 'stop-0-is-true'
  /** A monitor answers 0 or 7 only if that was true at a moment within its run, as far as EC2 let it see. */
  | 'monitor-is-true'
  /** A probe where nothing of the ENI is answers nothing that makes Pacemaker touch a healthy peer. */
  | 'probe-is-harmless'
  /** With quorum and fencing never two nodes have it configured at once. */
  | 'one-at-a-time'
  /** A start that has had the ENI does not take it back, and two starts do not go on taking it from each other. */
  | 'no-ping-pong'
  /** With faults ceasing, one start succeeds within its deadline. */
  | 'start-succeeds';

export const safety: ReadonlySet<Invariant> = new Set<Invariant>([
  'start-0-is-true',
  'stop-0-is-true',
  'monitor-is-true',
  'probe-is-harmless',
  'one-at-a-time',
  'no-ping-pong',
]);

type Judged = Breach | undefined;

function breach({ invariants }: Scenario, invariant: Invariant, why: string): Judged {
  return invariants.has(invariant) ? { invariant, why } : undefined;
}

/**
 * Strictly at this moment where Pacemaker lets one node act at a time. Where another start may take the ENI between the
 * last look and the answer, EC2 must have had it here so lately that it may still say so.
 */
export function judgeMove({ scenario, world, at, op }: Moment, view: View, step: FinalStep): Judged {
  if (step.do !== 'done') return undefined;
  const node = world.nodes[at]!;
  const heldHere = world.holding?.node === at;
  if (op.action === 'start') {
    const isAttachedHere = (holding: Holding | undefined) =>
      holding?.node === at && holding.status === 'attached';
    const strict = scenario.ordering === 'fenced' && node.role !== 'lost';
    const true0 = strict ? isAttachedHere(world.holding) : visible(world).some(isAttachedHere);
    if (true0 && node.link === 'configured') return undefined;
    return breach(scenario, 'start-0-is-true', `link ${node.link}, EC2: ${describe(world.holding)}`);
  }
  const warned = step.warning !== undefined;
  const gone = node.link === 'none';
  /** The exceptions: the kernel as the only witness, or a link that stays and was taken out of service. */
  const unanswered = view.kind === 'unknown' && (op.timeUp || view.error !== 'transient');
  const unasked = gone && warned && (unanswered || !op.knowsItself);
  const unheardOf = gone && view.kind === 'absent';
  const steadilyDenied = node.link === 'bare' && warned && !heldHere;
  if (unasked || unheardOf || steadilyDenied || (gone && !heldHere)) return undefined;
  return breach(scenario, 'stop-0-is-true', `link ${node.link}, EC2: ${describe(world.holding)}`);
}

export function judgeGlance(scenario: Scenario, { link }: Node, code: ExitCode): Judged {
  const isTrue = code === 0 ? link === 'configured' : code !== 7 || link === 'none';
  return isTrue ? undefined : breach(scenario, 'monitor-is-true', `${code} while the link is ${link}`);
}

export function judgeMonitor(scenario: Scenario, { action, ghost }: Op, view: View, code: ExitCode): Judged {
  if (action === 'probe' && !ghost.everHere && code !== 7 && code !== 5 && code !== 2) {
    return breach(scenario, 'probe-is-harmless', `${code} where nothing of the ENI ever was`);
  }
  if (code === 0 && !(view.kind === 'known' && ghost.wasUp)) {
    return breach(scenario, 'monitor-is-true', 'at no moment was it usable here');
  }
  if (code === 7 && !(view.kind === 'known' ? ghost.wasDown : ghost.linkWasGone)) {
    return breach(scenario, 'monitor-is-true', 'at no moment was it not running here');
  }
  return undefined;
}

export function judgeDetach(scenario: Scenario, op: Op, at: number, view: View, step: ChangingStep): Judged {
  if (op.action !== 'start' || !op.ghost.attached || step.do !== 'detach' || view.kind !== 'known')
    return undefined;
  const { holding } = view;
  if (holding === undefined || holding.node === at) return undefined;
  return breach(
    scenario,
    'no-ping-pong',
    `it had the ENI, and takes it back from ${instanceId(holding.node)}`,
  );
}

/**
 * Of two starts each may take the ENI from the other once: the first before it has had it, and the second because it was
 * taken. More turns need a third start, or attaches whose reply is lost, after which nobody can know that he had it.
 */
export function judgeThefts(scenario: Scenario, { thefts, nodes }: World): Judged {
  if (thefts === undefined || thefts.turns < 2 || nodes.length > 2 || scenario.lostReplies) return undefined;
  return breach(scenario, 'no-ping-pong', `the ENI was taken in turns ${thefts.turns + 1} times`);
}

/** Judges a state by itself. */
export function judgeWorld(scenario: Scenario, world: World): Judged {
  if (scenario.ordering !== 'fenced') return undefined;
  const serving = world.nodes.flatMap((node, at) =>
    isAlive(node) && node.link === 'configured' ? [instanceId(at)] : [],
  );
  return serving.length < 2
    ? undefined
    : breach(scenario, 'one-at-a-time', `configured on ${serving.join(', ')}`);
}

/** What an action has lived through, with this moment added. */
export function witness(world: World, at: number, ghost: Ghost): Ghost {
  const { link } = world.nodes[at]!;
  const serves = (holding: Holding | undefined) => holding?.node === at && holding.status !== 'detaching';
  const attached = (holding: Holding | undefined) => holding?.node === at && holding.status === 'attached';
  const all = visible(world);
  const now: Ghost = {
    attached: ghost.attached,
    everHere: ghost.everHere || link !== 'none' || world.holding?.node === at,
    wasUp: ghost.wasUp || (link === 'configured' && all.some(serves)),
    wasDown: ghost.wasDown || (link === 'none' && !all.every(attached)),
    linkWasGone: ghost.linkWasGone || link === 'none',
  };
  const { everHere, wasUp, wasDown, linkWasGone } = ghost;
  const isNews =
    now.everHere !== everHere ||
    now.wasUp !== wasUp ||
    now.wasDown !== wasDown ||
    now.linkWasGone !== linkWasGone;
  return isNews ? now : ghost;
}

function visible(world: World): readonly (Holding | undefined)[] {
  return [world.holding, ...world.past.map(({ holding }) => holding)];
}

function describe(holding: Holding | undefined): string {
  return holding === undefined ? 'available' : `${holding.status} to ${instanceId(holding.node)}`;
}
