import { describe, expect, it } from 'vitest';
import { decideStart, type StartIntent, type StartObservation } from '../../../src/domain/decide-start.ts';
import { AgentError } from '../../../src/domain/errors.ts';
import { emptyMoveMemory, noteOutcome, type MoveMemory } from '../../../src/domain/move-memory.ts';
import type { Step } from '../../../src/domain/observation.ts';
import { patience } from '../../../src/domain/patience.ts';
import { anAttachment, anInstance } from '../../fakes/samples.ts';
import { known, link, noLink, nowMs, startIntent, startSees } from './observations.ts';

function decide(
  seen: Partial<StartObservation>,
  memory: Partial<MoveMemory> = {},
  intent: Partial<StartIntent> = {},
) {
  const wanted = { ...startIntent, ...intent };
  return decideStart(wanted, { ...emptyMoveMemory, ...memory }, startSees(seen));
}

const here = known({ attachment: anAttachment() });
const attachAt = (deviceIndex: number) => ({ do: 'attach', deviceIndex, networkCardIndex: 0 });

describe('an ENI that nobody holds', () => {
  it('is attached at the lowest free device index of network card 0', () => {
    const interfaces = [
      { eniId: 'eni-1', deviceIndex: 0, networkCardIndex: 0 },
      { eniId: 'eni-2', deviceIndex: 1, networkCardIndex: 0 },
      { eniId: 'eni-3', deviceIndex: 2, networkCardIndex: 1 },
    ];
    const self = { kind: 'known', instance: anInstance({ interfaces }) } as const;
    expect(decide({ self }).step).toEqual(attachAt(2));
  });

  it('is attached at index 1 when EC2 does not say which slots are taken', () => {
    expect(decide({ self: { kind: 'unknown' } }).step).toEqual(attachAt(1));
  });

  it('is attached at the device index that is wanted, even where that looks taken', () => {
    expect(decide({}, {}, { deviceIndex: 7 }).step).toEqual(attachAt(7));
  });

  it('is not attached again while EC2 may not show yet what it accepted', () => {
    const attachSentMs = nowMs - patience.attachEchoMs + 1;
    expect(decide({}, { attachSentMs }).step).toMatchObject({ do: 'wait', for: 'ec2' });
  });

  it('is attached again when nothing came of an attach whose reply was lost', () => {
    expect(decide({}, { attachSentMs: nowMs - patience.attachEchoMs }).step).toEqual(attachAt(1));
  });

  it('is tried again a second after EC2 refused, and not sooner', () => {
    const refused = (atMs: number) => ({
      failure: { step: 'attach', kind: 'transition', message: 'IncorrectState', atMs } as const,
    });
    expect(decide({}, refused(nowMs - patience.retryMs + 1)).step).toMatchObject({
      do: 'wait',
      why: expect.stringContaining('IncorrectState') as string,
    });
    expect(decide({}, refused(nowMs - patience.retryMs)).step).toEqual(attachAt(1));
  });

  it('is not attached while it is in transit without a holder', () => {
    expect(decide({ ec2: known({ status: 'detaching' }) }).step.do).toBe('wait');
  });

  it('counts as free when its old attachment reads detached', () => {
    const ec2 = known({ attachment: anAttachment({ status: 'detached' }) });
    expect(decide({ ec2 }).step).toEqual(attachAt(1));
  });
});

describe('a device index that EC2 calls taken', () => {
  const taken = (step: Step, memory: MoveMemory) =>
    noteOutcome(memory, step, new AgentError('device-index-taken', 'index is taken'), nowMs);

  it('is followed by the next ones at once, five times, then the node is unsuitable', () => {
    const tried: number[] = [];
    let decision = decide({});
    while (decision.step.do === 'attach' && tried.length < 20) {
      tried.push(decision.step.deviceIndex);
      decision = decideStart(startIntent, taken(decision.step, decision.memory), startSees());
    }
    expect(tried).toEqual([1, 2, 3, 4, 5, 6]);
    expect(decision.step).toEqual({ do: 'fail', kind: 'node-unsuitable', reason: 'index is taken' });
  });

  it('makes the node unsuitable at once when it is the one that is wanted', () => {
    const first = decide({}, {}, { deviceIndex: 3 });
    const memory = taken(first.step, first.memory);
    const next = decideStart({ ...startIntent, deviceIndex: 3 }, memory, startSees());
    expect(next.step).toMatchObject({ do: 'fail', kind: 'node-unsuitable' });
  });

  it('is forgotten when the ENI is here after all', () => {
    const failure = { step: 'attach', kind: 'device-index-taken', message: '', atMs: nowMs } as const;
    expect(decide({ ec2: here, link: link() }, { failure }, { deviceIndex: 3 }).step).toEqual({ do: 'done' });
  });
});

describe('an ENI that is here', () => {
  it('is done only with both witnesses: attached for EC2, configured in the kernel', () => {
    expect(decide({ ec2: here, link: link() }).step).toEqual({ do: 'done' });
  });

  it.each([
    ['attached, no link yet', 'attached', noLink, { do: 'wait', for: 'kernel' }],
    ['attached, link not configured', 'attached', link('the link is down'), { do: 'configure' }],
    ['attaching, no link yet', 'attaching', noLink, { do: 'wait', for: 'ec2' }],
    ['attaching, link there already', 'attaching', link('the link is down'), { do: 'configure' }],
    ['attaching, link configured', 'attaching', link(), { do: 'wait', for: 'ec2' }],
    ['detaching, link still configured', 'detaching', link(), { do: 'wait', for: 'ec2' }],
    ['detaching, link gone', 'detaching', noLink, { do: 'wait', for: 'ec2' }],
  ] as const)('%s', (_name, status, kernel, expected) => {
    const ec2 = known({ attachment: anAttachment({ status }) });
    expect(decide({ ec2, link: kernel }).step).toMatchObject(expected);
  });

  it('and stays detaching is forced off once this guest had its time', () => {
    const attachment = anAttachment({ status: 'detaching' });
    const detach = { attachmentId: attachment.attachmentId, sinceMs: nowMs - 20_000 };
    expect(decide({ ec2: known({ attachment }) }, { detach }).step).toMatchObject({
      do: 'detach',
      force: true,
    });
  });

  it('and stays detaching is not forced off an instance that is going down, which lets go by itself', () => {
    const attachment = anAttachment({ status: 'detaching' });
    const detach = { attachmentId: attachment.attachmentId, sinceMs: nowMs - 20_000 };
    const seen = { ec2: known({ attachment }) };
    const self = { kind: 'known', instance: anInstance({ state: 'stopping' }) } as const;
    expect(decide({ ...seen, self }, { detach }).step.do).toBe('wait');
    // An instance that EC2 does not describe runs this very program.
    expect(decide({ ...seen, self: { kind: 'unknown' } }, { detach }).step).toMatchObject({ force: true });
  });

  it('is configured at once whatever else was refused a moment ago', () => {
    const failure = {
      step: 'set-source-dest-check',
      kind: 'throttled',
      message: 'slow down',
      atMs: nowMs,
    } as const;
    expect(decide({ ec2: here, link: link('the link is down') }, { failure }).step).toEqual({
      do: 'configure',
    });
  });

  it('is configured again a second after that failed or had no effect, and not sooner', () => {
    const seen = { ec2: here, link: link('address 10.0.1.100 is missing') };
    const failed = (atMs: number) => ({
      failure: { step: 'configure', kind: 'host', message: 'ip failed', atMs } as const,
    });
    expect(decide(seen, { configuredMs: nowMs - 999 }).step).toMatchObject({
      do: 'wait',
      why: 'ens6 to take its configuration: address 10.0.1.100 is missing',
    });
    expect(decide(seen, { configuredMs: nowMs - 1000 }).step).toEqual({ do: 'configure' });
    expect(decide(seen, failed(nowMs - 999)).step).toMatchObject({
      do: 'wait',
      why: 'ens6 to take its configuration: ip failed',
    });
    expect(decide(seen, failed(nowMs - 1000)).step).toEqual({ do: 'configure' });
  });

  it('with DeleteOnTermination is done with a warning', () => {
    const ec2 = known({ attachment: anAttachment({ deleteOnTermination: true }) });
    expect(decide({ ec2, link: link() }).step).toMatchObject({
      do: 'done',
      warning: expect.stringContaining('DeleteOnTermination') as string,
    });
  });

  it('in a shared subnet, where EC2 names no holder, is here when its link is', () => {
    const ec2 = known({ attachment: anAttachment({ instanceId: undefined }) });
    expect(decide({ ec2, link: link() }).step).toEqual({ do: 'done' });
    expect(decide({ ec2, link: noLink }).step).toMatchObject({ do: 'detach', force: false });
  });
});

describe('source/dest check', () => {
  const enabled = known({ sourceDestCheck: true, attachment: anAttachment() });
  const wanted = { sourceDestCheck: false };

  it('is left as it is unless something else is wanted', () => {
    expect(decide({ ec2: enabled, link: link() }).step.do).toBe('done');
  });

  it.each([
    ['while waiting for the link', noLink],
    ['before the start is done', link()],
  ])('is set %s', (_name, kernel) => {
    expect(decide({ ec2: enabled, link: kernel }, {}, wanted).step).toEqual({
      do: 'set-source-dest-check',
      enabled: false,
    });
  });

  it('is not set where EC2 shows it as wanted', () => {
    const ec2 = known({ sourceDestCheck: false, attachment: anAttachment() });
    expect(decide({ ec2, link: link() }, {}, wanted).step.do).toBe('done');
  });

  it('does not hold up what brings the ENI nearer', () => {
    expect(decide({ ec2: enabled, link: link('down') }, {}, wanted).step.do).toBe('configure');
    expect(decide({ ec2: known({ sourceDestCheck: true }) }, {}, wanted).step.do).toBe('attach');
  });

  it('is set once in a start, whatever EC2 shows afterwards', () => {
    expect(decide({ ec2: enabled, link: link() }, { sourceDestCheckSet: true }, wanted).step.do).toBe('done');
  });

  it('that EC2 refused keeps the start from being done and is tried again a second later', () => {
    const failure = (atMs: number) => ({
      failure: { step: 'set-source-dest-check', kind: 'throttled', message: 'slow down', atMs } as const,
    });
    const seen = { ec2: enabled, link: link() };
    expect(decide(seen, failure(nowMs - 999), wanted).step).toMatchObject({
      do: 'wait',
      why: 'the source/dest check: slow down',
    });
    expect(decide(seen, failure(nowMs - 1000), wanted).step.do).toBe('set-source-dest-check');
    // While something else is waited for anyway, that is what is named.
    expect(decide({ ec2: enabled, link: noLink }, failure(nowMs - 999), wanted).step).toMatchObject({
      why: expect.stringMatching(/^the kernel to see the link/) as string,
    });
  });
});
