import type { ErrorKind } from '../../src/domain/errors.ts';
import type { ChangingStep } from '../../src/domain/next-turn.ts';
import { attach, detach, type Reply } from './cloud.ts';
import { judgeThefts } from './invariants.ts';
import type { Moment } from './moment.ts';
import type { Move } from './move.ts';
import { errorOf } from './perception.ts';
import type { Scenario } from './scenario.ts';
import { instanceId, nowMs, withNode, withOp, type World } from './world.ts';

/** An agent carries out a step: it works, is refused, fails without effect, or works without a reply. */
export function actMoves({ world, scenario, decisions, at, op }: Moment): Move[] {
  const { step } = op;
  if (step === undefined) return [];
  const told = (after: World, error: ErrorKind | undefined): World => {
    const memory = decisions.noteOutcome(
      op.memory,
      step,
      error === undefined ? undefined : errorOf(error),
      nowMs,
    );
    const ghost = {
      ...op.ghost,
      attached: op.ghost.attached || (step.do === 'attach' && error === undefined),
    };
    return withOp(after, at, { phase: op.timeUp ? 'look' : 'read', memory, step: undefined, ghost });
  };
  const move = (after: World, error: ErrorKind | undefined, how: string): Move => {
    const done = told(after, error);
    return { what: `${instanceId(at)}: ${step.do} ${how}`, world: done, breach: judgeThefts(scenario, done) };
  };
  const reply = replyTo(world, scenario, at, step);
  const moves: Move[] = [];
  if ('refusal' in reply) moves.push(move(world, reply.refusal, `is refused (${reply.refusal})`));
  else moves.push(move(reply.world, undefined, 'works'));
  const onHost = step.do === 'configure' || step.do === 'release';
  if (scenario.lostReplies && !onHost) {
    if ('world' in reply)
      moves.push({ ...move(reply.world, 'transient', 'works, but its reply is lost'), fault: true });
    moves.push({ ...move(world, 'transient', 'is lost'), fault: true });
  }
  if (scenario.refusals) {
    const error = onHost ? 'host' : 'unauthorized';
    moves.push(move(world, error, `fails (${error})`));
  }
  return moves;
}

function replyTo(world: World, { bygoneAnswers }: Scenario, at: number, step: ChangingStep): Reply {
  const node = world.nodes[at]!;
  switch (step.do) {
    case 'attach':
      return attach(world, at, step.deviceIndex, bygoneAnswers);
    case 'detach': {
      const reply = detach(world, step.attachmentId, step.force, bygoneAnswers);
      const victim = world.holding?.node;
      const isTheft = 'world' in reply && node.op?.action === 'start' && victim !== at;
      return isTheft ? { world: countTheft(reply.world, at) } : reply;
    }
    case 'configure':
      return node.link === 'none'
        ? { refusal: 'host' }
        : { world: withNode(world, at, { link: 'configured' }) };
    case 'release':
      return { world: node.link === 'configured' ? withNode(world, at, { link: 'bare' }) : world };
    case 'set-source-dest-check':
      return { world };
  }
}

function countTheft(world: World, by: number): World {
  const { thefts } = world;
  if (thefts?.by === by) return world;
  return { ...world, thefts: { by, turns: thefts === undefined ? 0 : thefts.turns + 1 } };
}
