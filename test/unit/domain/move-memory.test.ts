import { describe, expect, it } from 'vitest';
import { AgentError, type ErrorKind } from '../../../src/domain/errors.ts';
import { emptyMoveMemory, noteOutcome, steady, type MoveMemory } from '../../../src/domain/move-memory.ts';
import type { Step } from '../../../src/domain/observation.ts';

const attach: Step = { do: 'attach', deviceIndex: 2, networkCardIndex: 0 };
const detach: Step = { do: 'detach', attachmentId: 'eni-attach-1', force: false };
const force: Step = { ...detach, force: true };
const setCheck: Step = { do: 'set-source-dest-check', enabled: false };
const release: Step = { do: 'release' };
const configure: Step = { do: 'configure' };

function after(step: Step, kind?: ErrorKind, memory: Partial<MoveMemory> = {}, nowMs = 1000): MoveMemory {
  const error = kind === undefined ? undefined : new AgentError(kind, `EC2 said ${kind}`);
  return noteOutcome({ ...emptyMoveMemory, ...memory }, step, error, nowMs);
}

describe('after an attach', () => {
  it('that EC2 accepted, the ENI counts as attached here', () => {
    expect(after(attach)).toMatchObject({ attachSentMs: 1000, attachedHere: true });
  });

  it.each(['transient', 'failed', 'host', 'deadline'] as const)(
    'whose reply was lost (%s), it may have happened',
    (kind) => {
      expect(after(attach, kind)).toMatchObject({ attachSentMs: 1000, attachedHere: false });
    },
  );

  it.each([
    ...['parameter', 'eni-not-found', 'not-permitted', 'eni-in-use', 'device-index-taken', 'node-unsuitable'],
    ...[
      'attachment-gone',
      'transition',
      'instance-not-found',
      'credentials',
      'unauthorized',
      'clock-skew',
      'throttled',
    ],
  ] as const)('that EC2 refused (%s), it has not happened', (kind) => {
    expect(after(attach, kind as ErrorKind).attachSentMs).toBeUndefined();
  });

  it('that was refused, an earlier one that may have happened is not forgotten', () => {
    expect(after(attach, 'eni-in-use', { attachSentMs: 500 }).attachSentMs).toBe(500);
  });

  it('at a taken index, that index is not tried again', () => {
    expect(after(attach, 'device-index-taken', { takenIndexes: [1] }).takenIndexes).toEqual([1, 2]);
    for (const kind of ['eni-in-use', 'transient', undefined] as const) {
      expect(after(attach, kind, { takenIndexes: [1] }).takenIndexes).toEqual([1]);
    }
  });
});

describe('after a detach', () => {
  it('it is known when it was sent, accepted or not', () => {
    expect(after(detach).detach).toEqual({ attachmentId: 'eni-attach-1', sinceMs: 1000, sentMs: 1000 });
    expect(after(detach, 'throttled').detach?.sentMs).toBe(1000);
  });

  it('the clock of force runs on from the first sign', () => {
    const memory = { detach: { attachmentId: 'eni-attach-1', sinceMs: 100 } };
    expect(after(force, undefined, memory).detach).toEqual({
      ...memory.detach,
      sentMs: 1000,
      forceSentMs: 1000,
    });
  });
});

describe('a refusal', () => {
  it('is kept with its step and time', () => {
    expect(after(attach, 'transition').failure).toEqual({
      step: 'attach',
      kind: 'transition',
      message: 'EC2 said transition',
      atMs: 1000,
    });
  });

  it.each([
    ['the same step', attach, attach],
    ['the same step of another kind', configure, configure],
    ['an attach after a refused detach', detach, attach],
    ['a detach after a refused attach', attach, detach],
  ])('is settled by %s', (_name, refused, accepted) => {
    expect(after(accepted, undefined, after(refused, 'throttled')).failure).toBeUndefined();
  });

  it.each([
    ['a configuration', attach, configure],
    ['a move', setCheck, attach],
  ])('is not settled by %s', (_name, refused, accepted) => {
    expect(after(accepted, undefined, after(refused, 'throttled')).failure).toBeDefined();
  });
});

describe('IAM that denies', () => {
  it('counts from the first denial of a row', () => {
    const first = after(detach, 'unauthorized', {}, 1000);
    expect(after(detach, 'unauthorized', first, 2500).moveDeniedSinceMs).toBe(1000);
  });

  it.each([
    ['an accepted move', undefined],
    ['another refusal', 'throttled'],
  ] as const)('starts anew after %s', (_name, kind) => {
    const denied = after(detach, 'unauthorized');
    expect(after(detach, kind, denied).moveDeniedSinceMs).toBeUndefined();
  });
});

describe('waiting', () => {
  it('changes nothing of what is remembered, not even that IAM denies', () => {
    const denied = after(detach, 'unauthorized');
    expect(after({ do: 'wait', why: 'x', for: 'ec2' }, undefined, denied, 2500)).toEqual(denied);
  });
});

describe('steps that are done once', () => {
  it('are done only when they worked', () => {
    expect(after(setCheck).sourceDestCheckSet).toBe(true);
    expect(after(setCheck, 'throttled').sourceDestCheckSet).toBe(false);
    expect(after(release).released).toBe(true);
    expect(after(release, 'host').released).toBe(false);
    expect(after(configure).configuredMs).toBe(1000);
    expect(after(configure, 'host').configuredMs).toBeUndefined();
  });
});

describe('steady', () => {
  it.each([
    [undefined, false],
    [1000, false],
    [501, false],
    [500, true],
    [0, true],
  ])('since %s for 500 ms at 1000: %s', (sinceMs, expected) => {
    expect(steady(sinceMs, 500, 1000)).toBe(expected);
  });
});
