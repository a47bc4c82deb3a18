import { describe, expect, it } from 'vitest';
import { decideStop, type StopIntent, type StopObservation } from '../../../src/domain/decide-stop.ts';
import { AgentError } from '../../../src/domain/errors.ts';
import { emptyMoveMemory, noteOutcome, type MoveMemory } from '../../../src/domain/move-memory.ts';
import { patience } from '../../../src/domain/patience.ts';
import { anAttachment, peersAttachment } from '../../fakes/samples.ts';
import { absent, known, link, noLink, nowMs, stopIntent, stopSees, unknown } from './observations.ts';

function decide(
  seen: Partial<StopObservation>,
  memory: Partial<MoveMemory> = {},
  intent: Partial<StopIntent> = {},
) {
  return decideStop({ ...stopIntent, ...intent }, { ...emptyMoveMemory, ...memory }, stopSees(seen));
}

const here = known({ attachment: anAttachment() });
const elsewhere = known({ attachment: peersAttachment() });
const { attachmentId } = anAttachment();
const released = { released: true };
const steadily = { contradictionSinceMs: nowMs - patience.contradictionMs };

describe('an ENI that is not here, by EC2 and by the kernel', () => {
  const confirmed = { contradictionSinceMs: nowMs - patience.attachEchoMs };
  const places = [
    ['free', known()],
    ['with a peer', elsewhere],
    ['in transit', known({ status: 'detaching' })],
  ] as const;

  it.each(places)('%s: read again first, since EC2 may answer from before an attach', (_name, ec2) => {
    const first = decide({ ec2 });
    expect(first.step).toMatchObject({ do: 'wait', for: 'ec2' });
    expect(first.memory.contradictionSinceMs).toBe(nowMs);
    const tooEarly = { contradictionSinceMs: nowMs - patience.attachEchoMs + 1 };
    expect(decide({ ec2 }, tooEarly).step.do).toBe('wait');
  });

  it.each([...places, ['gone', absent] as const])(
    '%s, and so for some seconds: leftovers are taken off, then it is done without a warning',
    (_name, ec2) => {
      expect(decide({ ec2 }, confirmed).step).toEqual({ do: 'release' });
      expect(decide({ ec2 }, { ...confirmed, ...released }).step).toEqual({ do: 'done' });
    },
  );

  it('when time is up: EC2 is believed', () => {
    expect(decide({ timeIsUp: true }, released).step).toEqual({ do: 'done' });
  });

  it('after EC2 accepted the detach of this stop: done at once', () => {
    const detach = { attachmentId, sinceMs: nowMs - 1000, sentMs: nowMs - 1000 };
    expect(decide({}, { detach }).step).toEqual({ do: 'release' });
  });

  it.each([
    ['refused', { attachmentId, sinceMs: nowMs - 1000, sentMs: nowMs - 1000 }, { step: 'detach' } as const],
    ['not sent', { attachmentId, sinceMs: nowMs - 1000 }, undefined],
  ])('after a detach that was %s: read again first', (_name, detach, failed) => {
    const failure = failed && { ...failed, kind: 'transition' as const, message: 'no', atMs: nowMs - 1000 };
    expect(decide({}, { detach, failure }).step.do).toBe('wait');
  });

  it('held by somebody, while this node does not know who it is: done with a warning', () => {
    const done = decide({ ec2: here }, { ...confirmed, ...released }, { me: undefined }).step;
    expect(done).toMatchObject({
      do: 'done',
      warning: expect.stringMatching(/may be this instance.*no link/) as string,
    });
    expect(decide({}, { ...confirmed, ...released }, { me: undefined }).step).toEqual({ do: 'done' });
  });
});

describe('an ENI that is here', () => {
  it('is detached before anything on the host is touched', () => {
    expect(decide({ ec2: here, link: link() }).step).toEqual({ do: 'detach', attachmentId, force: false });
  });

  it('is detached also when its link never showed', () => {
    expect(decide({ ec2: here }).step).toEqual({ do: 'detach', attachmentId, force: false });
  });

  it.each(['attaching', 'attached'] as const)('%s: detached', (status) => {
    expect(decide({ ec2: known({ attachment: anAttachment({ status }) }) }).step.do).toBe('detach');
  });

  it('and detaching is waited for, then forced', () => {
    const ec2 = known({ attachment: anAttachment({ status: 'detaching' }) });
    expect(decide({ ec2 }).step.do).toBe('wait');
    const detach = { attachmentId, sinceMs: nowMs - stopIntent.forceAfterMs };
    expect(decide({ ec2 }, { detach }).step).toEqual({ do: 'detach', attachmentId, force: true });
  });

  it('is still here when time is up: failure, with what EC2 refused', () => {
    const failure = { step: 'detach', kind: 'throttled', message: 'slow down', atMs: nowMs } as const;
    expect(decide({ ec2: here, timeIsUp: true }, { failure }).step).toMatchObject({
      do: 'fail',
      kind: 'deadline',
      reason: expect.stringMatching(/is attached to .* when time ran out: slow down/) as string,
    });
  });

  it('may not be moved: failure at once', () => {
    const failure = { step: 'detach', kind: 'not-permitted', message: 'no', atMs: nowMs } as const;
    expect(decide({ ec2: here }, { failure }).step).toEqual({
      do: 'fail',
      kind: 'not-permitted',
      reason: 'no',
    });
  });

  it('as a primary interface is left alone, with a warning and nothing released', () => {
    const ec2 = known({ attachment: anAttachment({ deviceIndex: 0 }) });
    expect(decide({ ec2, link: link() }).step).toMatchObject({
      do: 'done',
      warning: expect.stringContaining('primary interface') as string,
    });
  });

  it.each([
    ['denied for less than five seconds', nowMs - patience.deniedMs + 1, 'detach'],
    ['denied for five seconds', nowMs - patience.deniedMs, 'fail'],
  ])('%s', (_name, moveDeniedSinceMs, expected) => {
    const failure = { step: 'detach', kind: 'unauthorized', message: 'denied', atMs: nowMs - 1000 } as const;
    expect(decide({ ec2: here }, { failure, moveDeniedSinceMs }).step.do).toBe(expected);
  });

  it.each([
    ['this node does not know who it is', here, { me: undefined }],
    ['EC2 names no holder', known({ attachment: anAttachment({ instanceId: undefined }) }), {}],
  ])('is here when its link is, although %s', (_name, ec2, intent) => {
    expect(decide({ ec2, link: link() }, {}, intent).step.do).toBe('detach');
    expect(decide({ ec2, link: noLink }, steadily, intent).step.do).toBe('release');
  });
});

describe('a link that stays although EC2 denies it', () => {
  it.each([
    ['free', known()],
    ['with a peer', elsewhere],
  ])('%s: waited for at first, since EC2 may be stale', (_name, ec2) => {
    expect(decide({ ec2, link: link() }).step).toMatchObject({ do: 'wait', for: 'kernel' });
    expect(decide({ ec2, link: link() }).memory.contradictionSinceMs).toBe(nowMs);
  });

  it('steadily denied: taken off the host, then done with a warning', () => {
    expect(decide({ ec2: known(), link: link() }, steadily).step).toEqual({ do: 'release' });
    expect(decide({ ec2: known(), link: link() }, { ...steadily, ...released }).step).toMatchObject({
      do: 'done',
      warning: expect.stringMatching(/the kernel still has ens6: .*set down/) as string,
    });
  });

  it('denied, confirmed, denied: counts from the last denial', () => {
    const first = decide({ ec2: known(), link: link() });
    const second = decideStop(
      stopIntent,
      first.memory,
      stopSees({ ec2: here, link: link(), nowMs: nowMs + 2000 }),
    );
    expect(second.memory.contradictionSinceMs).toBeUndefined();
  });

  it('not yet steadily when time is up: failure', () => {
    expect(decide({ ec2: known(), link: link(), timeIsUp: true }).step).toMatchObject({
      do: 'fail',
      kind: 'deadline',
    });
  });

  it('that cannot be released is tried again until time is up', () => {
    const failed = (atMs: number) => ({
      ...steadily,
      failure: { step: 'release', kind: 'host', message: 'ip failed', atMs } as const,
    });
    const seen = { ec2: known(), link: link() };
    expect(decide(seen, failed(nowMs - 999)).step.do).toBe('wait');
    expect(decide(seen, failed(nowMs - 1000)).step.do).toBe('release');
    expect(decide({ ...seen, timeIsUp: true }, failed(nowMs)).step).toEqual({
      do: 'fail',
      kind: 'host',
      reason: 'ip failed',
    });
  });
});

describe('leftovers that cannot be taken off', () => {
  it('harm nobody when the link is gone: done with a warning', () => {
    const error = new AgentError('host', 'ip failed');
    const memory = noteOutcome({ ...emptyMoveMemory, ...steadily }, { do: 'release' }, error, nowMs);
    expect(decide({}, memory).step).toEqual({ do: 'done', warning: 'ip failed' });
    const unread = decide({ ec2: unknown('transient', 'no route'), timeIsUp: true }, memory).step;
    expect(unread).toMatchObject({
      do: 'done',
      warning: expect.stringMatching(/^EC2 could not be asked \(no route\).*; ip failed$/) as string,
    });
  });
});
