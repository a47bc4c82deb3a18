import { describe, expect, it } from 'vitest';
import { decideStop, type StopIntent, type StopObservation } from '../../../src/domain/decide-stop.ts';
import { emptyMoveMemory, type MoveMemory } from '../../../src/domain/move-memory.ts';
import { patience } from '../../../src/domain/patience.ts';
import { absent, link, noLink, nowMs, stopIntent, stopSees, unknown, unknownLink } from './observations.ts';

function decide(
  seen: Partial<StopObservation>,
  memory: Partial<MoveMemory> = {},
  intent: Partial<StopIntent> = {},
) {
  return decideStop({ ...stopIntent, ...intent }, { ...emptyMoveMemory, ...memory }, stopSees(seen));
}

const released = { released: true };
const steadily = { contradictionSinceMs: nowMs - patience.contradictionMs };
const deniedSteadily = { readDeniedSinceMs: nowMs - patience.deniedMs };

describe('EC2 that gives no answer', () => {
  const passing = ['transient', 'throttled', 'credentials', 'clock-skew'] as const;
  const links = [
    ['absent', noLink],
    ['present', link()],
    ['unknown', unknownLink],
  ] as const;

  it.each(passing.flatMap((kind) => links.map(([name, view]) => [kind, name, view] as const)))(
    '%s, link %s: asked again until time is up',
    (kind, _name, view) => {
      expect(decide({ ec2: unknown(kind), link: view }).step.do).toBe('wait');
    },
  );

  it.each([
    ['to the end', { timeIsUp: true }, {}, unknown('transient', 'unreachable')],
    [
      'because it denies reading for five seconds',
      {},
      deniedSteadily,
      unknown('unauthorized', 'unreachable'),
    ],
    ['for good', {}, {}, unknown('failed', 'unreachable')],
  ] as const)(
    '%s: the kernel decides, and a link that is absent is done with a warning',
    (_name, time, memory, ec2) => {
      expect(decide({ ec2, ...time }, memory).step).toEqual({ do: 'release' });
      expect(decide({ ec2, ...time }, { ...memory, ...released }).step).toMatchObject({
        do: 'done',
        warning: expect.stringContaining('unreachable') as string,
      });
    },
  );

  it.each([link(), unknownLink])(
    'that calls the request wrong: never taken for an eni_id that is none',
    (view) => {
      const { step } = decide({ ec2: unknown('parameter', 'cannot be combined'), link: view });
      expect(step).toMatchObject({ do: 'fail', kind: 'failed' });
    },
  );

  it.each([
    ['present: failure, and it goes on serving', link(), /goes on serving.*unreachable/],
    ['unknown: failure', unknownLink, /not known whether the ENI is here.*never learned.*unreachable/],
  ] as const)('to the end, link %s', (_name, view, reason) => {
    expect(
      decide({ ec2: unknown('transient', 'unreachable'), link: view, timeIsUp: true }).step,
    ).toMatchObject({
      do: 'fail',
      kind: 'transient',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('never leads to a detach or to anything that cuts the host', () => {
    expect(decide({ ec2: unknown('transient'), link: link() }).step.do).toBe('wait');
    expect(decide({ ec2: unknown('transient'), link: link(), timeIsUp: true }).step.do).toBe('fail');
  });
});

describe('EC2 that knows no such ENI', () => {
  it.each([
    ['its link is here', link()],
    ['the kernel cannot tell', unknownLink],
  ])('while %s: read again for some seconds, then failure and nothing cut', (_name, view) => {
    expect(decide({ ec2: absent, link: view }).step.do).toBe('wait');
    expect(decide({ ec2: absent, link: view }, steadily).step).toMatchObject({ do: 'fail', kind: 'failed' });
    expect(decide({ ec2: absent, link: view, timeIsUp: true }).step.do).toBe('fail');
  });
});
