import { describe, expect, it } from 'vitest';
import { decideStart, type StartIntent, type StartObservation } from '../../../src/domain/decide-start.ts';
import type { InstanceState } from '../../../src/domain/eni.ts';
import { AgentError } from '../../../src/domain/errors.ts';
import { emptyMoveMemory, noteOutcome, type MoveMemory } from '../../../src/domain/move-memory.ts';
import type { InstanceView } from '../../../src/domain/observation.ts';
import { patience } from '../../../src/domain/patience.ts';
import { anAttachment, anInstance, eniId, peer, peersAttachment } from '../../fakes/samples.ts';
import { known, nowMs, startIntent, startSees } from './observations.ts';

const { attachmentId } = peersAttachment();

function holderIs(state: InstanceState): InstanceView {
  return { kind: 'known', instance: anInstance({ instanceId: peer, state }) };
}

function decide(
  seen: Partial<StartObservation> = {},
  memory: Partial<MoveMemory> = {},
  intent: Partial<StartIntent> = {},
) {
  const elsewhere = startSees({ ec2: known({ attachment: peersAttachment() }), holder: holderIs('running') });
  return decideStart(
    { ...startIntent, ...intent },
    { ...emptyMoveMemory, ...memory },
    { ...elsewhere, ...seen },
  );
}

const plain = { do: 'detach', attachmentId, force: false };
const forced = { do: 'detach', attachmentId, force: true };

describe('held by another instance', () => {
  it.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const)(
    'that is %s: asked plainly to let go first',
    (state) => {
      expect(decide({ holder: holderIs(state) }).step).toEqual(plain);
    },
  );

  it('that EC2 does not describe: asked plainly first, then treated as one that runs', () => {
    const holder = { kind: 'unknown' } as const;
    expect(decide({ holder }).step).toEqual(plain);
    expect(decide({ holder }, { detach: { attachmentId, sinceMs: nowMs - 20_000 } }).step).toEqual(forced);
  });

  const longAgo = { detach: { attachmentId, sinceMs: nowMs - 20_000, sentMs: nowMs - 20_000 } };
  const detaching = known({ attachment: peersAttachment({ status: 'detaching' }) });

  it('that runs and does not let go: forced after force_after', () => {
    const early = { detach: { attachmentId, sinceMs: nowMs - 19_999, sentMs: nowMs - 19_999 } };
    expect(decide({ ec2: detaching }, early).step.do).toBe('wait');
    expect(decide({ ec2: detaching }, longAgo).step).toEqual(forced);
  });

  it.each(['pending', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const)(
    'that is %s: never forced, since the attachment goes by itself',
    (state) => {
      expect(decide({ ec2: detaching, holder: holderIs(state) }, longAgo).step).toMatchObject({
        do: 'wait',
        why: expect.stringContaining(`${peer} (${state})`) as string,
      });
    },
  );

  it.each(['pending', 'stopping', 'shutting-down', 'terminated'] as const)(
    'that is %s: a plain detach that EC2 refused is asked again every second',
    (state) => {
      const failure = { step: 'detach', kind: 'transition', message: 'IncorrectState' } as const;
      const refused = (ms: number) => ({
        detach: { attachmentId, sinceMs: nowMs - 5000, sentMs: nowMs - ms },
        failure: { ...failure, atMs: nowMs - ms },
      });
      expect(decide({ holder: holderIs(state) }, refused(999)).step.do).toBe('wait');
      expect(decide({ holder: holderIs(state) }, refused(1000)).step).toEqual(plain);
    },
  );

  it('and still attached three seconds after a detach was accepted: asked again', () => {
    const sent = (ms: number) => ({ detach: { attachmentId, sinceMs: nowMs - 9000, sentMs: nowMs - ms } });
    expect(decide({}, sent(patience.detachEchoMs - 1)).step.do).toBe('wait');
    expect(decide({}, sent(patience.detachEchoMs)).step).toEqual(plain);
  });

  it('and forced without effect: forced again five seconds later', () => {
    const sent = (ms: number) => ({ detach: { ...longAgo.detach, forceSentMs: nowMs - ms } });
    expect(decide({ ec2: detaching }, sent(patience.forceEchoMs - 1)).step.do).toBe('wait');
    expect(decide({ ec2: detaching }, sent(patience.forceEchoMs)).step).toEqual(forced);
  });

  it('with force_after=0: forced at once', () => {
    expect(decide({}, {}, { forceAfterMs: 0 }).step).toEqual(forced);
  });

  it('starts to count anew for another attachment', () => {
    const detach = { attachmentId: 'eni-attach-of-somebody-before', sinceMs: nowMs - 60_000 };
    expect(decide({}, { detach }).step).toEqual(plain);
  });
});

describe('not allowed to take it', () => {
  it('with steal=false: refused, with the holder in the reason', () => {
    expect(decide({}, {}, { steal: false }).step).toMatchObject({
      do: 'fail',
      kind: 'refused',
      reason: `${eniId} is attached to ${peer}, and steal=false forbids to take it`,
    });
  });

  it('from an instance that steal_from does not list: refused', () => {
    expect(decide({}, {}, { stealFrom: ['i-0ccccccccccccccc3'] }).step).toMatchObject({
      do: 'fail',
      kind: 'refused',
      reason: expect.stringContaining('steal_from') as string,
    });
  });

  it('from an instance that EC2 does not name, with a list: refused', () => {
    const ec2 = known({ attachment: peersAttachment({ instanceId: undefined }) });
    expect(decide({ ec2 }, {}, { stealFrom: [peer] }).step).toMatchObject({ do: 'fail', kind: 'refused' });
  });

  it('from one that steal_from lists: taken', () => {
    expect(decide({}, {}, { stealFrom: ['i-0ccccccccccccccc3', peer] }).step).toEqual(plain);
  });

  it('with steal=false a free ENI is attached all the same', () => {
    expect(decide({ ec2: known() }, {}, { steal: false }).step.do).toBe('attach');
  });
});

describe('lost to another instance after our own attach', () => {
  const ours = { attachedHere: true, attachSentMs: nowMs - 10_000 };

  it('is waited for at first, since one answer is no proof', () => {
    expect(decide({}, ours).step.do).toBe('wait');
  });

  it('is not taken back', () => {
    const first = decide({}, ours);
    const later = startSees({
      ec2: known({ attachment: peersAttachment() }),
      holder: holderIs('running'),
      nowMs: nowMs + patience.attachEchoMs,
    });
    expect(decideStart(startIntent, first.memory, later).step).toMatchObject({
      do: 'fail',
      kind: 'refused',
      reason: expect.stringMatching(`${peer} during this start, and is not taken back`) as string,
    });
  });

  it('is no loss when the next answer shows it here again', () => {
    const first = decide({}, ours);
    const here = startSees({ ec2: known({ attachment: anAttachment() }), nowMs: nowMs + 1000 });
    const second = decideStart(startIntent, first.memory, here);
    expect(second.memory.contradictionSinceMs).toBeUndefined();
    const stale = startSees({
      ec2: known({ attachment: peersAttachment() }),
      nowMs: nowMs + patience.attachEchoMs,
    });
    expect(decideStart(startIntent, second.memory, stale).step.do).toBe('wait');
  });

  it('may be attached again when it is free: that takes it from nobody', () => {
    expect(decide({ ec2: known() }, { ...ours, contradictionSinceMs: nowMs - 9000 }).step.do).toBe('attach');
  });

  it('counts also when the reply to the attach was lost but EC2 showed the ENI here', () => {
    const sent = decide(
      { ec2: known({ attachment: anAttachment({ status: 'attaching' }) }) },
      { attachSentMs: nowMs - 1000 },
    );
    expect(sent.memory.attachedHere).toBe(true);
  });
});

describe('stale answers of EC2', () => {
  it('that show the old holder after our attach cause neither a detach nor a refusal', () => {
    const before = decide();
    const attached = noteOutcome(
      before.memory,
      { do: 'attach', deviceIndex: 1, networkCardIndex: 0 },
      undefined,
      nowMs + 3000,
    );
    const stale = startSees({
      ec2: known({ attachment: peersAttachment() }),
      holder: holderIs('running'),
      nowMs: nowMs + 60_000,
    });
    expect(decideStart(startIntent, attached, stale).step).toMatchObject({ do: 'wait', for: 'ec2' });
  });

  it('that show the old holder after an attach whose reply was lost do not have it detached', () => {
    const before = decide();
    const attach = { do: 'attach', deviceIndex: 1, networkCardIndex: 0 } as const;
    const lost = noteOutcome(before.memory, attach, new AgentError('transient', 'reset'), nowMs + 3000);
    const stale = startSees({
      ec2: known({ attachment: peersAttachment() }),
      holder: holderIs('running'),
      nowMs: nowMs + 3000 + patience.attachEchoMs - 1,
    });
    expect(decideStart(startIntent, lost, stale).step).toMatchObject({ do: 'wait', for: 'ec2' });
  });

  it('that go on for long after our attach are no loss, as long as they name the holder of before', () => {
    const seen = (ms: number) =>
      startSees({ ec2: known({ attachment: peersAttachment() }), nowMs: nowMs + ms });
    const memory = { ...decide().memory, attachedHere: true, attachSentMs: nowMs };
    const first = decideStart(startIntent, memory, seen(1000));
    expect(decideStart(startIntent, first.memory, seen(9000)).step.do).toBe('wait');
  });

  it('that led to an attach without a reply end: then the old holder still has it, and is asked again', () => {
    const seen = (ms: number) =>
      startSees({ ec2: known({ attachment: peersAttachment() }), nowMs: nowMs + ms });
    const memory = { ...decide().memory, attachSentMs: nowMs };
    expect(decideStart(startIntent, memory, seen(patience.attachEchoMs - 1)).step.do).toBe('wait');
    expect(decideStart(startIntent, memory, seen(patience.attachEchoMs)).step.do).toBe('detach');
  });

  it('that call a held ENI free cost one refused attach, and then its holder is asked', () => {
    const attach = { do: 'attach', deviceIndex: 1, networkCardIndex: 0 } as const;
    const inUse = new AgentError('eni-in-use', 'in use');
    const memory = noteOutcome(emptyMoveMemory, attach, inUse, nowMs - 100);
    expect(decide({}, memory).step).toEqual(plain);
  });

  it('during a detach name the old attachment, so that only that one is asked to go', () => {
    const first = decide();
    expect(first.memory.detach?.attachmentId).toBe(attachmentId);
    expect(first.memory.earlierAttachments).toEqual([attachmentId]);
  });
});
