import { describe, expect, it } from 'vitest';
import { emptyMoveMemory } from '../../../src/domain/move-memory.ts';
import { nextTurn } from '../../../src/domain/next-turn.ts';
import { fail, wait, type Step } from '../../../src/domain/observation.ts';

const attach: Step = { do: 'attach', deviceIndex: 1, networkCardIndex: 0 };

function turn(step: Step, timeIsUp: boolean, failed?: string) {
  const failure = { step: 'attach', kind: 'throttled', message: failed ?? '', atMs: 0 } as const;
  return nextTurn(
    { step, memory: failed === undefined ? emptyMoveMemory : { ...emptyMoveMemory, failure } },
    timeIsUp,
  );
}

describe('after a decision', () => {
  it.each([
    ['done', { do: 'done' }, 'end'],
    ['fail', fail('failed', 'no'), 'end'],
    ['wait', wait('EC2'), 'pause'],
    ['attach', attach, 'act'],
    ['configure', { do: 'configure' }, 'act'],
    ['release', { do: 'release' }, 'act'],
  ] as const)('to %s', (_name, step, expected) => {
    expect(turn(step, false)).toEqual({ turn: expected, step });
  });
});

describe('when time is up', () => {
  it.each([
    ['done', { do: 'done' }],
    ['fail', fail('failed', 'no')],
  ] as const)('%s is the last word', (_name, step) => {
    expect(turn(step, true)).toEqual({ turn: 'end', step });
  });

  it('leftovers are still taken off', () => {
    expect(turn({ do: 'release' }, true).turn).toBe('act');
  });

  it('the reason is what was waited for, and what EC2 refused last', () => {
    const { step } = turn(wait('the kernel to see the link'), true, 'slow down');
    expect(step).toEqual({
      do: 'fail',
      kind: 'deadline',
      reason: 'time ran out while waiting for the kernel to see the link (last refusal: slow down)',
    });
  });

  it('nothing else is begun', () => {
    expect(turn(attach, true).step).toEqual({
      do: 'fail',
      kind: 'deadline',
      reason: 'time ran out while about to attach',
    });
  });
});
