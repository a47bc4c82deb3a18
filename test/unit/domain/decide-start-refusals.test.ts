import { describe, expect, it } from 'vitest';
import { decideStart, type StartIntent, type StartObservation } from '../../../src/domain/decide-start.ts';
import { type ErrorKind } from '../../../src/domain/errors.ts';
import { emptyMoveMemory, type MoveMemory } from '../../../src/domain/move-memory.ts';
import { patience } from '../../../src/domain/patience.ts';
import { anAttachment, eniId, me } from '../../fakes/samples.ts';
import { absent, known, link, nowMs, startIntent, startSees, unknown } from './observations.ts';

function decide(
  seen: Partial<StartObservation>,
  memory: Partial<MoveMemory> = {},
  intent: Partial<StartIntent> = {},
) {
  const wanted = { ...startIntent, ...intent };
  return decideStart(wanted, { ...emptyMoveMemory, ...memory }, startSees(seen));
}

const here = known({ attachment: anAttachment() });

describe('an ENI that this node can never serve', () => {
  const failsWith = (kind: ErrorKind, reason: string | RegExp) => ({
    do: 'fail',
    kind,
    reason: expect.stringMatching(reason) as string,
  });

  it('is refused for good when a service manages it', () => {
    expect(decide({ ec2: known({ managed: true }) }).step).toMatchObject(failsWith('not-permitted', eniId));
  });

  it.each([
    ['this node', me],
    ['another node', 'i-0bbbbbbbbbbbbbbb2'],
  ])('is refused for good when it is the primary interface of %s', (_name, instanceId) => {
    const ec2 = known({ attachment: anAttachment({ instanceId, deviceIndex: 0 }) });
    expect(decide({ ec2, link: link() }).step).toMatchObject(failsWith('not-permitted', /primary interface/));
  });

  it('is left where it is when it is in another zone', () => {
    const ec2 = known({ availabilityZone: 'eu-west-1b', attachment: anAttachment({ instanceId: 'i-0' }) });
    expect(decide({ ec2 }).step).toMatchObject(failsWith('node-unsuitable', /eu-west-1b .* eu-west-1a/));
  });

  it.each(['not-permitted', 'node-unsuitable', 'parameter'] as const)(
    'fails as EC2 refused it: %s',
    (kind) => {
      const failure = { step: 'attach', kind, message: 'no', atMs: nowMs } as const;
      expect(decide({}, { failure }).step).toEqual({ do: 'fail', kind, reason: 'no' });
    },
  );

  it('is not given up for such a refusal when it is here: it came after a lost reply', () => {
    const failure = { step: 'attach', kind: 'node-unsuitable', message: 'no', atMs: nowMs } as const;
    expect(decide({ ec2: here, link: link() }, { failure }).step.do).toBe('done');
  });

  it('fails at once where a tool is missing on this node', () => {
    const failure = {
      step: 'configure',
      kind: 'not-installed',
      message: 'ip is missing',
      atMs: nowMs,
    } as const;
    expect(decide({ ec2: here, link: link('down') }, { failure }).step).toMatchObject(
      failsWith('not-installed', 'ip is missing'),
    );
  });
});

describe('IAM that denies changing the ENI', () => {
  const denied = (sinceMs: number) => ({
    moveDeniedSinceMs: sinceMs,
    failure: { step: 'attach', kind: 'unauthorized', message: 'denied', atMs: nowMs - 1500 } as const,
  });

  it('is asked again, since it may mean that the attachment is just gone', () => {
    expect(decide({}, denied(nowMs - patience.deniedMs + 1)).step.do).toBe('attach');
  });

  it('is believed when it has said so for five seconds', () => {
    expect(decide({}, denied(nowMs - patience.deniedMs)).step).toEqual({
      do: 'fail',
      kind: 'unauthorized',
      reason: 'denied',
    });
  });
});

describe('EC2 that gives no answer', () => {
  it.each([
    'transient',
    'throttled',
    'credentials',
    'clock-skew',
    'transition',
    'instance-not-found',
  ] as const)('is asked again: %s', (kind) => {
    expect(decide({ ec2: unknown(kind) }).step).toMatchObject({ do: 'wait', for: 'ec2' });
  });

  it.each(['failed', 'parameter', 'not-permitted', 'identity'] as const)('for good ends it: %s', (kind) => {
    expect(decide({ ec2: unknown(kind) }).step).toMatchObject({ do: 'fail', kind });
  });

  it('because reading is denied is believed after five seconds without interruption', () => {
    const ec2 = unknown('unauthorized');
    const first = decide({ ec2 });
    expect(first.step.do).toBe('wait');
    const last = decideStart(startIntent, first.memory, startSees({ ec2, nowMs: nowMs + patience.deniedMs }));
    expect(last.step).toMatchObject({ do: 'fail', kind: 'unauthorized' });
    const between = decideStart(startIntent, first.memory, startSees({ nowMs: nowMs + 1000 }));
    expect(between.memory.readDeniedSinceMs).toBeUndefined();
  });

  it('never counts as an ENI that is free or here', () => {
    expect(decide({ ec2: unknown('transient'), link: link() }).step.do).toBe('wait');
  });
});

describe('EC2 that knows no such ENI', () => {
  it('is believed after three seconds, as a fault of this node', () => {
    const first = decide({ ec2: absent });
    expect(first.step.do).toBe('wait');
    const later = startSees({ ec2: absent, nowMs: nowMs + patience.absentMs });
    expect(decideStart(startIntent, first.memory, later).step).toMatchObject({
      do: 'fail',
      kind: 'eni-not-found',
    });
  });

  it('is not believed when it came between other answers', () => {
    const first = decide({ ec2: absent });
    const found = decideStart(startIntent, first.memory, startSees({ nowMs: nowMs + 1000 }));
    const again = startSees({ ec2: absent, nowMs: nowMs + patience.absentMs });
    expect(decideStart(startIntent, found.memory, again).step.do).toBe('wait');
  });
});
