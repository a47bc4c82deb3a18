import type { MoveMemory } from './move-memory.ts';
import type { Decision, Step } from './observation.ts';

export type FinalStep = Extract<Step, { do: 'done' | 'fail' }>;
export type WaitStep = Extract<Step, { do: 'wait' }>;
/** Steps that change EC2 or the host. */
export type ChangingStep = Exclude<Step, FinalStep | WaitStep>;

/** What the loop of start and stop does with a decision. */
export type Turn =
  | { readonly turn: 'end'; readonly step: FinalStep }
  | { readonly turn: 'pause'; readonly step: WaitStep }
  | { readonly turn: 'act'; readonly step: ChangingStep };

/** Once time is up nothing but taking leftovers off the host is begun: everything else ends in failure. */
export function nextTurn({ step, memory }: Decision<MoveMemory>, timeIsUp: boolean): Turn {
  if (step.do === 'done' || step.do === 'fail') return { turn: 'end', step };
  if (timeIsUp && step.do !== 'release') return { turn: 'end', step: outOfTime(step, memory) };
  return step.do === 'wait' ? { turn: 'pause', step } : { turn: 'act', step };
}

function outOfTime(step: WaitStep | ChangingStep, memory: MoveMemory): FinalStep {
  const waiting = step.do === 'wait' ? `waiting for ${step.why}` : `about to ${step.do}`;
  const last = memory.failure === undefined ? '' : ` (last refusal: ${memory.failure.message})`;
  return { do: 'fail', kind: 'deadline', reason: `time ran out while ${waiting}${last}` };
}
