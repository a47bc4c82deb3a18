import { describe, expect, it } from 'vitest';
import { decideStart } from '../../../src/domain/decide-start.ts';
import { decideStop } from '../../../src/domain/decide-stop.ts';
import { emptyMoveMemory, type MoveMemory } from '../../../src/domain/move-memory.ts';
import { nothingSeen, type Step } from '../../../src/domain/observation.ts';
import { patience } from '../../../src/domain/patience.ts';
import { anAttachment, eniId, me, peer, peersAttachment } from '../../fakes/samples.ts';
import {
  absent,
  known,
  link,
  noLink,
  nowMs,
  startIntent,
  startSees,
  stopIntent,
  stopSees,
  unknown,
  unknownLink,
} from './observations.ts';

type StartRow = readonly [why: string, seen: StartLook, memory?: Partial<MoveMemory>];
type StartLook = Parameters<typeof startSees>[0];
type StopLook = Parameters<typeof stopSees>[0];
type StopRow = readonly [why: string, seen: StopLook, memory?: Partial<MoveMemory>];

const start = (seen: StartLook, memory: Partial<MoveMemory> = {}): Step =>
  decideStart(startIntent, { ...emptyMoveMemory, ...memory }, startSees(seen)).step;
const stop = (seen: StopLook, memory: Partial<MoveMemory> = {}, me: string | undefined = stopIntent.me) =>
  decideStop({ ...stopIntent, me }, { ...emptyMoveMemory, ...memory }, stopSees(seen));

const mine = anAttachment();
const theirs = peersAttachment();

/** When time runs out meanwhile, the reason is "time ran out while waiting for …": it has to tell what held it up. */
describe('a start says what it waits for', () => {
  const rows: readonly StartRow[] = [
    [`EC2 to know ${eniId}`, { ec2: absent }],
    ['the right to read the ENI: not allowed', { ec2: unknown('unauthorized', 'not allowed') }],
    ['an answer from EC2: slow down', { ec2: unknown('throttled', 'slow down') }],
    [`EC2 to finish: ${eniId} is detaching`, { ec2: known({ status: 'detaching' }) }],
    ['EC2 to show the attachment that was asked for', {}, { attachSentMs: nowMs }],
    [
      'EC2 to show the attachment that was asked for',
      { ec2: known({ attachment: theirs }) },
      { attachSentMs: nowMs, earlierAttachments: [theirs.attachmentId] },
    ],
    [
      `the kernel to see the link (EC2: ${eniId} is attached to ${me})`,
      { ec2: known({ attachment: mine }), link: noLink },
    ],
    [
      `EC2 to say attached: ${eniId} is attaching to ${me}`,
      { ec2: known({ attachment: { ...mine, status: 'attaching' } }), link: link() },
    ],
    [
      'ens6 to take its configuration: it is down; a rule is missing',
      { ec2: known({ attachment: mine }), link: link('it is down', 'a rule is missing') },
      { configuredMs: nowMs },
    ],
    [
      `EC2 to confirm that ${peer} took the ENI`,
      { ec2: known({ attachment: theirs }) },
      { attachedHere: true, attachSentMs: nowMs - 10_000 },
    ],
    [
      `${peer} (unknown) to let go of the ENI (attachment detaching)`,
      { ec2: known({ attachment: { ...theirs, status: 'detaching' } }) },
    ],
    [
      'its instance (unknown) to let go of the ENI (attachment detaching)',
      { ec2: known({ attachment: { ...theirs, instanceId: undefined, status: 'detaching' } }) },
    ],
  ];

  it.each(rows.map(([why, seen, memory]) => ({ why, seen, memory })))('$why', ({ why, seen, memory }) => {
    expect(start(seen, memory)).toMatchObject({ do: 'wait', why });
  });

  it('and names an instance that EC2 does not name as another one', () => {
    const ec2 = known({ attachment: { ...theirs, instanceId: undefined } });
    expect(start({ ec2 }, { attachedHere: true, attachSentMs: 0 })).toMatchObject({
      why: 'EC2 to confirm that another instance took the ENI',
    });
  });
});

describe('a stop says what it waits for', () => {
  const rows: readonly StopRow[] = [
    ['an answer from EC2: slow down', { ec2: unknown('throttled', 'slow down') }],
    [
      'EC2 and the kernel to agree: EC2 knows no such ENI, yet its link ens6 is here',
      { ec2: absent, link: link() },
    ],
    [
      'EC2 and the kernel to agree: EC2 knows no such ENI, yet its MAC was never learned here',
      { ec2: absent, link: unknownLink },
    ],
    [`the kernel to lose ens6 (EC2: ${eniId} is available)`, { link: link() }],
    [`the kernel to lose a link (EC2: ${eniId} is available)`, { link: unknownLink }],
    [`EC2 to say again that ${eniId} is available`, {}],
    [
      'the host to give up the link: ip failed',
      { link: link() },
      {
        contradictionSinceMs: nowMs - patience.contradictionMs,
        failure: { step: 'release', kind: 'host', message: 'ip failed', atMs: nowMs },
      },
    ],
  ];

  it.each(rows.map(([why, seen, memory]) => ({ why, seen, memory })))('$why', ({ why, seen, memory }) => {
    expect(stop(seen, memory).step).toMatchObject({ do: 'wait', why });
  });
});

describe('a stop that has no time left says', () => {
  it('that the kernel still had the link', () => {
    expect(stop({ link: link(), timeIsUp: true }).step).toEqual({
      do: 'fail',
      kind: 'deadline',
      reason: `${eniId} is available, yet the kernel still had ens6 when time ran out`,
    });
  });

  it('where the ENI was, and nothing of a refusal when there was none', () => {
    expect(stop({ ec2: known({ attachment: mine }), link: link(), timeIsUp: true }).step).toEqual({
      do: 'fail',
      kind: 'deadline',
      reason: `${eniId} is attached to ${me} when time ran out`,
    });
  });
});

describe('what was seen once is remembered for the next look', () => {
  it.each([
    ['EC2 that knows no such ENI while the link is here', { ec2: absent, link: link() }],
    ['EC2 that says elsewhere while the link is here', { link: link() }],
  ])('%s: since when', (_name, seen) => {
    const noted = { takenIndexes: [3] };
    expect(stop(seen, noted).memory).toMatchObject({ ...noted, contradictionSinceMs: nowMs });
    expect(stop({ ...seen, timeIsUp: true }, noted).memory).toMatchObject({
      ...noted,
      contradictionSinceMs: nowMs,
    });
  });

  it('reading that IAM denies, for stop: since when, and no longer once it is allowed', () => {
    const denied = stop({ ec2: unknown('unauthorized'), link: link() });
    expect(denied.step.do).toBe('wait');
    expect(denied.memory.readDeniedSinceMs).toBe(nowMs);
    expect(stop({ ec2: unknown('throttled') }, denied.memory).memory.readDeniedSinceMs).toBeUndefined();
    expect(stop({}, denied.memory).memory.readDeniedSinceMs).toBeUndefined();
  });

  it('an ENI that is here without an attach of this start is not one that this start attached', () => {
    const seen = startSees({ ec2: known({ attachment: mine }), link: noLink });
    expect(decideStart(startIntent, emptyMoveMemory, seen).memory.attachedHere).toBe(false);
    const sent = { ...emptyMoveMemory, attachSentMs: 1 };
    expect(decideStart(startIntent, sent, seen).memory.attachedHere).toBe(true);
  });
});

it('before its first answer EC2 is unknown, in a way that may pass', () => {
  expect(nothingSeen()).toMatchObject({
    kind: 'unknown',
    error: { kind: 'transient', message: 'no answer in time from EC2' },
  });
});
