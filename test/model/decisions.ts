import * as monitor from '../../src/domain/decide-monitor.ts';
import * as start from '../../src/domain/decide-start.ts';
import * as stop from '../../src/domain/decide-stop.ts';
import * as memory from '../../src/domain/move-memory.ts';
import * as turn from '../../src/domain/next-turn.ts';

/** The code under examination: the agent's own, or a mutant of it. */
export interface Decisions {
  readonly decideStart: typeof start.decideStart;
  readonly decideStop: typeof stop.decideStop;
  readonly decideMonitor: typeof monitor.decideMonitor;
  readonly noteOutcome: typeof memory.noteOutcome;
  readonly emptyMoveMemory: typeof memory.emptyMoveMemory;
  readonly nextTurn: typeof turn.nextTurn;
}

export const realDecisions: Decisions = { ...monitor, ...start, ...stop, ...memory, ...turn };
