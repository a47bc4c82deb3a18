import type { Decisions } from './decisions.ts';
import type { Action, Op } from './world.ts';

/** An action that has just been called. Start waits until it knows its own instance; the others make do. */
export function newOp(action: Action, { emptyMoveMemory }: Decisions): Op {
  return {
    action,
    phase: 'read',
    memory: emptyMoveMemory,
    view: undefined,
    step: undefined,
    timeUp: false,
    ageTicks: 0,
    knowsItself: action === 'start',
    ghost: { attached: false, everHere: false, wasUp: false, wasDown: false, linkWasGone: false },
  };
}
