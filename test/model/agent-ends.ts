import type { MonitorAnswer } from '../../src/domain/decide-monitor.ts';
import type { FinalStep } from '../../src/domain/next-turn.ts';
import { exitCodeForError, exitCodeForOutcome, type ExitCode } from '../../src/ocf/exit-codes.ts';
import { judgeGlance, judgeMonitor, judgeMove } from './invariants.ts';
import type { Moment } from './moment.ts';
import type { Move } from './move.ts';
import type { Scenario } from './scenario.ts';
import { instanceId, withNode, type Action, type Node, type Role, type View, type World } from './world.ts';

/** Start or stop has answered. */
export function finishMove(moment: Moment, view: View, step: FinalStep): Move {
  const { world, scenario, at, op } = moment;
  const action = op.action === 'start' ? 'start' : 'stop';
  const code = step.do === 'done' ? exitCodeForOutcome(action, 'done') : exitCodeForError(action, step.kind);
  const words = step.do === 'done' ? (step.warning ?? '') : step.reason;
  return {
    what: `${instanceId(at)}: ${action} answers ${code} ${words}`.trimEnd(),
    world: afterAnswer(world, scenario, at, action, code),
    breach: judgeMove(moment, view, step),
  };
}

/** A probe, or a monitor that asked EC2, has answered. */
export function finishMonitor({ world, scenario, at, op }: Moment, view: View, answer: MonitorAnswer): Move {
  const action = op.action === 'probe' ? 'probe' : 'monitor';
  const code = exitCodeForOutcome(action, answer.outcome);
  const reason = 'reason' in answer ? ` ${answer.reason}` : '';
  return {
    what: `${instanceId(at)}: ${action} answers ${code}${reason}`,
    world: afterAnswer(world, scenario, at, action, code),
    breach: judgeMonitor(scenario, op, view, code),
  };
}

/** A monitor of level 0 has answered. */
export function finishGlance(world: World, scenario: Scenario, at: number, answer: MonitorAnswer): Move {
  const code = exitCodeForOutcome('monitor', answer.outcome);
  return {
    what: `${instanceId(at)}: monitor of level 0 answers ${code}`,
    world: afterAnswer(world, scenario, at, 'monitor', code),
    breach: judgeGlance(scenario, world.nodes[at]!, code),
  };
}

/** What Pacemaker thinks of a node once an action has ended there; undefined: it was killed. */
export function afterAnswer(
  world: World,
  { ordering }: Scenario,
  at: number,
  action: Action,
  code: ExitCode | undefined,
): World {
  const node: Node = world.nodes[at]!;
  const role = ordering === 'free' || node.role === 'lost' ? node.role : roleAfter(action, code);
  return withNode(world, at, { op: undefined, role });
}

function roleAfter(action: Action, code: ExitCode | undefined): Role {
  const running = code === 0 || code === 190;
  switch (action) {
    case 'start':
    case 'monitor':
      return running ? 'on' : 'failed';
    case 'stop':
      return code === 0 ? 'off' : 'lost';
    case 'probe':
      if (running) return 'on';
      return code === 7 || code === 5 || code === 2 ? 'off' : 'failed';
  }
}
