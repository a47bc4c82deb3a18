import type { MonitorAnswer } from '../../src/domain/decide-monitor.ts';
import type { LinkView } from '../../src/domain/observation.ts';
import { judgeDetach } from './invariants.ts';
import { finishMonitor, finishMove } from './agent-ends.ts';
import type { Decisions } from './decisions.ts';
import type { Move } from './move.ts';
import { ec2View, eniId, instanceView, linkViews } from './perception.ts';
import type { Scenario } from './scenario.ts';
import { instanceId, nowMs, oldestTicks, tickMs, withOp, type Op, type View, type World } from './world.ts';

const forceAfterMs = oldestTicks * tickMs;

/** An agent looks at its kernel and decides: the very code of the agent, on what it was told and sees. */
export function decideMoves(
  world: World,
  scenario: Scenario,
  decisions: Decisions,
  at: number,
  op: Op,
): Move[] {
  const { view } = op;
  if (view === undefined) return [];
  const isMove = op.action === 'start' || op.action === 'stop';
  return linkViews(world.nodes[at]!).map((link) =>
    isMove
      ? decideMove(world, scenario, decisions, at, op, view, link)
      : decideMonitor(world, scenario, decisions, at, op, view, link),
  );
}

function decideMove(
  world: World,
  scenario: Scenario,
  decisions: Decisions,
  at: number,
  op: Op,
  view: View,
  link: LinkView,
): Move {
  const me = instanceId(at);
  const ec2 = ec2View(view);
  const held = view.kind === 'known' ? view.holding : undefined;
  const holder = instanceView(
    held?.node ?? at,
    view.kind === 'known' && held !== undefined && held.node !== at ? view.holder : 'unknown',
  );
  const self = instanceView(at, world.nodes[at]!.instance);
  const decision =
    op.action === 'start'
      ? decisions.decideStart(
          {
            eniId,
            me,
            steal: true,
            stealFrom: [],
            deviceIndex: 'auto',
            forceAfterMs,
            sourceDestCheck: undefined,
          },
          op.memory,
          { ec2, link, self, holder, nowMs },
        )
      : decisions.decideStop({ eniId, me: op.knowsItself ? me : undefined, forceAfterMs }, op.memory, {
          ec2,
          link,
          nowMs,
          timeIsUp: op.timeUp,
        });
  const { turn, step } = decisions.nextTurn(decision, op.timeUp);
  const { memory } = decision;
  switch (turn) {
    case 'end':
      return finishMove(world, scenario, at, op, view, step);
    case 'pause': {
      // Stop decides once more on its last look when time is up meanwhile.
      const kept = op.action === 'stop' ? view : undefined;
      return {
        what: `${me}: ${op.action} waits for ${step.why}`,
        world: withOp(world, at, { phase: 'read', memory, view: kept }),
      };
    }
    case 'act': {
      const kept = op.action === 'stop' ? view : undefined;
      return {
        what: `${me}: ${op.action} decides to ${step.do}${step.do === 'detach' && step.force ? ' with force' : ''}`,
        world: withOp(world, at, { phase: 'act', memory, view: kept, step }),
        breach: judgeDetach(scenario, op, at, view, step),
      };
    }
  }
}

function decideMonitor(
  world: World,
  scenario: Scenario,
  decisions: Decisions,
  at: number,
  op: Op,
  view: View,
  link: LinkView,
): Move {
  const verdict = decisions.decideMonitor({
    link,
    ec2: ec2View(view),
    me: op.knowsItself ? instanceId(at) : undefined,
    sourceDestCheck: undefined,
    patienceOver: op.timeUp || op.ageTicks >= oldestTicks,
    retriesOver: op.timeUp,
  });
  if (verdict.outcome === 'read-again') {
    const what = `${instanceId(at)}: ${op.action} reads again: ${verdict.reason}`;
    return { what, world: withOp(world, at, { phase: 'read', view: undefined }) };
  }
  const answer: MonitorAnswer = verdict;
  return finishMonitor(world, scenario, at, op, view, answer);
}
