import { asAgentError, type AgentError } from '../domain/errors.ts';
import { emptyMoveMemory, noteOutcome, type MoveMemory } from '../domain/move-memory.ts';
import { nextTurn, type ChangingStep, type FinalStep } from '../domain/next-turn.ts';
import type { Decision, Step } from '../domain/observation.ts';
import type { Clock, Log, Random } from '../domain/ports.ts';
import { createPace } from './pace.ts';

/** What start and stop bring to the loop they share. */
export interface Mover<Observation> {
  /**
   * Reads both witnesses afresh. Failures of EC2 are part of the observation. Throws AgentError `host` when the kernel
   * cannot be read, which may pass.
   */
  observe(timeIsUp: boolean): Promise<Observation>;
  decide(memory: MoveMemory, seen: Observation): Decision<MoveMemory>;
  /** Carries out a step that changes something. Throws AgentError. */
  act(step: ChangingStep): Promise<void>;
  /** Sleeps up to `ms`; wakes early when the ENI's link comes or goes. */
  pause(ms: number): Promise<void>;
  /** The error of EC2 within an observation, if it gave one. */
  errorIn(seen: Observation): AgentError | undefined;
}

/** Between two tries to read the kernel. */
const unreadMs = 200;

/**
 * Observe, decide, act, and again, until the decision is final. At `untilMs` it observes once more with `timeIsUp`;
 * after that nothing but taking leftovers off the host is begun. A kernel that cannot be read is no reason to give up
 * before: a stop that fails gets the node fenced.
 */
export async function runMoveLoop<Observation>(
  mover: Mover<Observation>,
  tools: { clock: Clock; random: Random; log: Log },
  untilMs: number,
): Promise<FinalStep> {
  const { clock, log } = tools;
  const pace = createPace(tools);
  const leftMs = () => Math.max(1, untilMs - clock.nowMs());
  let memory = emptyMoveMemory;
  for (;;) {
    const timeIsUp = clock.nowMs() >= untilMs;
    const look = await outcomeOf(mover.observe(timeIsUp));
    if (look.error !== undefined) {
      if (timeIsUp || look.error.kind !== 'host') throw look.error;
      log.debug(look.error.message);
      await mover.pause(Math.min(unreadMs, leftMs()));
      continue;
    }
    const seen = look.value;
    const decision = mover.decide(memory, seen);
    memory = decision.memory;
    log.debug(describeStep(decision.step));
    const { turn, step } = nextTurn(decision, timeIsUp);
    switch (turn) {
      case 'end':
        return step;
      case 'pause': {
        const throttled = mover.errorIn(seen)?.kind === 'throttled' || memory.failure?.kind === 'throttled';
        await mover.pause(Math.min(pace.nextMs(step, throttled), leftMs()));
        break;
      }
      case 'act':
        pace.restart();
        memory = noteOutcome(memory, step, (await outcomeOf(mover.act(step))).error, clock.nowMs());
        if (memory.failure !== undefined)
          log.debug(`${memory.failure.step} failed: ${memory.failure.message}`);
        else if (takesTime(step)) await mover.pause(Math.min(pace.nextMs(underWay, false), leftMs()));
        break;
    }
  }
}

const underWay = { do: 'wait', why: 'EC2 to begin', for: 'ec2' } as const;

/** What EC2 has accepted but never finishes at once: a look right away would be wasted. */
function takesTime(step: ChangingStep): boolean {
  return step.do === 'attach' || step.do === 'detach';
}

type Outcome<T> = { readonly value: T; readonly error?: undefined } | { readonly error: AgentError };

async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { error: asAgentError(error) };
  }
}

function describeStep(step: Step): string {
  switch (step.do) {
    case 'wait':
      return `waiting for ${step.why}`;
    case 'fail':
      return `giving up: ${step.reason}`;
    case 'detach':
      return step.force ? `detaching ${step.attachmentId} with force` : `detaching ${step.attachmentId}`;
    case 'attach':
      return `attaching at device index ${step.deviceIndex}`;
    case 'set-source-dest-check':
    case 'configure':
    case 'release':
    case 'done':
      return step.do;
  }
}
