import type { Instance } from '../../src/domain/eni.ts';
import type { MoveMemory } from '../../src/domain/move-memory.ts';
import type { Decision, LinkView } from '../../src/domain/observation.ts';
import { finishGlance, finishMonitor, finishMove } from './agent-ends.ts';
import { judgeDetach } from './invariants.ts';
import type { Moment } from './moment.ts';
import type { Move } from './move.ts';
import { ec2View, eniId, instanceView, linkViews } from './perception.ts';
import { instanceId, nowMs, oldestTicks, tickMs, withOp, type View } from './world.ts';

const forceAfterMs = oldestTicks * tickMs;

/** An agent looks at its kernel and decides: the very code of the agent, on what it was told and sees. */
export function decideMoves(moment: Moment): Move[] {
  const { world, at, op } = moment;
  const { view, action } = op;
  if (view === undefined) return [];
  const decide = action === 'start' || action === 'stop' ? decideMove : decideMonitor;
  return linkViews(world.nodes[at]!).map((link) => decide(moment, view, link));
}

/** A monitor of level 0 asks nobody but the kernel, in one look. */
export function glanceMoves({ world, scenario, decisions, at, op }: Moment): Move[] {
  const node = world.nodes[at]!;
  if (op.action !== 'monitor' || !node.macKnown) return [];
  return linkViews(node).map((link) => {
    const verdict = decisions.decideMonitor({
      link,
      ec2: { kind: 'not-asked' },
      me: undefined,
      sourceDestCheck: undefined,
      patienceOver: true,
      retriesOver: true,
    });
    if (verdict.outcome === 'read-again') throw new Error('level 0 has nothing to read again');
    return finishGlance(world, scenario, at, verdict);
  });
}

function decideMove(moment: Moment, view: View, link: LinkView): Move {
  const { world, scenario, decisions, at, op } = moment;
  const decision = op.action === 'start' ? decideStart(moment, view, link) : decideStop(moment, view, link);
  const { turn, step } = decisions.nextTurn(decision, op.timeUp);
  const { memory } = decision;
  // Stop decides once more on its last look when time is up meanwhile.
  const kept = op.action === 'stop' ? view : undefined;
  const who = `${instanceId(at)}: ${op.action}`;
  switch (turn) {
    case 'end':
      return finishMove(moment, view, step);
    case 'pause':
      return {
        what: `${who} waits for ${step.why}`,
        world: withOp(world, at, { phase: 'read', memory, view: kept }),
      };
    case 'act': {
      const how = step.do === 'detach' && step.force ? ' with force' : '';
      return {
        what: `${who} decides to ${step.do}${how}`,
        world: withOp(world, at, { phase: 'act', memory, view: kept, step }),
        breach: judgeDetach(scenario, op, at, view, step),
      };
    }
  }
}

function decideStart({ world, decisions, at, op }: Moment, view: View, link: LinkView): Decision<MoveMemory> {
  const me = instanceId(at);
  const held = view.kind === 'known' ? view.holding : undefined;
  const elsewhere = held !== undefined && held.node !== at;
  const holder: Instance['state'] | 'unknown' = view.kind === 'known' && elsewhere ? view.holder : 'unknown';
  return decisions.decideStart(
    { eniId, me, steal: true, stealFrom: [], deviceIndex: 'auto', forceAfterMs, sourceDestCheck: undefined },
    op.memory,
    {
      ec2: ec2View(view),
      link,
      self: instanceView(at, world.nodes[at]!.instance),
      holder: instanceView(held?.node ?? at, holder),
      nowMs,
    },
  );
}

function decideStop({ decisions, at, op }: Moment, view: View, link: LinkView): Decision<MoveMemory> {
  const me = op.knowsItself ? instanceId(at) : undefined;
  const seen = { ec2: ec2View(view), link, nowMs, timeIsUp: op.timeUp };
  return decisions.decideStop({ eniId, me, forceAfterMs }, op.memory, seen);
}

function decideMonitor(moment: Moment, view: View, link: LinkView): Move {
  const { world, decisions, at, op } = moment;
  const verdict = decisions.decideMonitor({
    link,
    ec2: ec2View(view),
    me: op.knowsItself ? instanceId(at) : undefined,
    sourceDestCheck: undefined,
    patienceOver: op.timeUp || op.ageTicks >= oldestTicks,
    retriesOver: op.timeUp,
  });
  if (verdict.outcome !== 'read-again') return finishMonitor(moment, view, verdict);
  const what = `${instanceId(at)}: ${op.action} reads again: ${verdict.reason}`;
  return { what, world: withOp(world, at, { phase: 'read', view: undefined }) };
}
