import { decideMonitor, type MonitorObservation } from '../../src/domain/decide-monitor.ts';
import { decideStart, type StartIntent, type StartObservation } from '../../src/domain/decide-start.ts';
import { decideStop, type StopObservation } from '../../src/domain/decide-stop.ts';
import { emptyMoveMemory, type MoveMemory } from '../../src/domain/move-memory.ts';
import type { Step } from '../../src/domain/observation.ts';
import { patience } from '../../src/domain/patience.ts';
import { exitCodeForError, exitCodeForOutcome } from '../../src/ocf/exit-codes.ts';
import { anAttachment, anInstance, me, peer, peersAttachment } from '../../test/fakes/samples.ts';
import * as see from '../../test/unit/domain/observations.ts';
import { renderTable } from './render-table.ts';

const { known, absent, unknown, link, noLink, unknownLink, nowMs } = see;
const here = known({ attachment: anAttachment() });
const there = known({ attachment: peersAttachment() });
const silent = unknown('transient');
const lacking = link('address 10.0.1.50 is missing');

/** What monitor answers, asked of the decision itself: at once, or when reading again has changed nothing. */
export function renderMonitorTable(): string {
  const rows: readonly (readonly [
    link: string,
    ec2: string,
    seen: Pick<MonitorObservation, 'link' | 'ec2'>,
  ])[] = [
    ['configured', 'not asked (level 0)', { link: link(), ec2: { kind: 'not-asked' } }],
    ['configured', 'attached here', { link: link(), ec2: here }],
    ['configured', 'cannot be asked', { link: link(), ec2: silent }],
    ['configured', 'another instance holds it', { link: link(), ec2: there }],
    ['configured', 'nobody holds it', { link: link(), ec2: known() }],
    ['configured', 'no such ENI', { link: link(), ec2: absent }],
    ['not configured', 'not asked, or attached here', { link: lacking, ec2: here }],
    ['not configured', 'another instance holds it', { link: lacking, ec2: there }],
    ['none', 'not asked, held by another, or nobody', { link: noLink, ec2: there }],
    ['none', 'attached here', { link: noLink, ec2: here }],
    [
      'none',
      'attaching here',
      { link: noLink, ec2: known({ attachment: anAttachment({ status: 'attaching' }) }) },
    ],
    [
      'none',
      'detaching here',
      { link: noLink, ec2: known({ attachment: anAttachment({ status: 'detaching' }) }) },
    ],
    ['none', 'cannot be asked', { link: noLink, ec2: silent }],
    ['cannot be told', 'cannot be asked', { link: unknownLink, ec2: silent }],
  ];
  const answer = (action: 'monitor' | 'probe', seen: Pick<MonitorObservation, 'link' | 'ec2'>): string => {
    const look = (over: boolean) =>
      decideMonitor({ ...seen, me, sourceDestCheck: undefined, patienceOver: over, retriesOver: over });
    const [first, last] = [look(false), look(true)];
    if (last.outcome === 'read-again') throw new Error('monitor would read for ever');
    const code = String(exitCodeForOutcome(action, last.outcome));
    return first.outcome === 'read-again' ? `reads again; ${code}` : code;
  };
  return renderTable(
    ['link here', 'EC2 says', 'monitor', 'probe'],
    rows.map(([view, ec2, seen]) => [view, ec2, answer('monitor', seen), answer('probe', seen)]),
  );
}

/** The next step of a start in the situations that matter. */
export function renderStartTable(): string {
  const holder = (state: 'running' | 'stopped' | 'terminated') =>
    ({ kind: 'known', instance: anInstance({ instanceId: peer, state }) }) as const;
  const detaching = known({ attachment: peersAttachment({ status: 'detaching' }) });
  const asked = {
    detach: {
      attachmentId: peersAttachment().attachmentId,
      sinceMs: nowMs - see.startIntent.forceAfterMs,
      sentMs: nowMs,
    },
  };
  const rows: readonly (readonly [
    what: string,
    seen: Partial<StartObservation>,
    memory?: Partial<MoveMemory>,
    intent?: Partial<StartIntent>,
  ])[] = [
    ['nobody holds it', {}],
    ['an attach was sent, EC2 does not show it yet', {}, { attachSentMs: nowMs }],
    ['a running instance holds it', { ec2: there, holder: holder('running') }],
    ['the same, with `steal=false`', { ec2: there, holder: holder('running') }, {}, { steal: false }],
    ['it has not let go after `force_after`', { ec2: detaching, holder: holder('running') }, asked],
    ['a stopped instance holds it', { ec2: there, holder: holder('stopped') }],
    ['a terminated one has not let go yet', { ec2: detaching, holder: holder('terminated') }, asked],
    ['attached here, no link yet', { ec2: here }],
    ['attached here, the link lacks something', { ec2: here, link: lacking }],
    ['attached here, the link is configured', { ec2: here, link: link() }],
    [
      'ours in this start, now another’s, for some seconds',
      { ec2: there, holder: holder('running') },
      { attachedHere: true, contradictionSinceMs: nowMs - patience.attachEchoMs },
    ],
    ['EC2 cannot be asked', { ec2: silent }],
    ['no such ENI, for some seconds', { ec2: absent }, { absentSinceMs: nowMs - patience.absentMs }],
    [
      'IAM denies, for some seconds',
      { ec2: unknown('unauthorized') },
      { readDeniedSinceMs: nowMs - patience.deniedMs },
    ],
    [
      'this node is in another zone',
      { self: { kind: 'known', instance: anInstance({ availabilityZone: 'eu-west-1b' }) } },
    ],
  ];
  return renderTable(
    ['start sees', 'next step'],
    rows.map(([what, seen, memory = {}, intent = {}]) => {
      const { step } = decideStart(
        { ...see.startIntent, ...intent },
        { ...emptyMoveMemory, ...memory },
        see.startSees(seen),
      );
      return [what, spell(step, 'start')];
    }),
  );
}

/** The same of a stop. */
export function renderStopTable(): string {
  const steadily = { contradictionSinceMs: nowMs - patience.contradictionMs };
  const asked = {
    detach: {
      attachmentId: anAttachment().attachmentId,
      sinceMs: nowMs - see.stopIntent.forceAfterMs,
      sentMs: nowMs,
    },
  };
  const rows: readonly (readonly [
    what: string,
    seen: Partial<StopObservation>,
    memory?: Partial<MoveMemory>,
  ])[] = [
    ['attached here', { ec2: here, link: link() }],
    ['this node has not let go after `force_after`', { ec2: here, link: link() }, asked],
    ['still attached here when time is up', { ec2: here, link: link(), timeIsUp: true }],
    ['not here by EC2, the link is still here', { link: link() }],
    ['the same, for some seconds', { link: link() }, steadily],
    ['not here, no link, for some seconds', {}, steadily],
    ['the same, leftovers taken off', {}, { ...steadily, released: true }],
    ['EC2 cannot be asked', { ec2: silent, link: link() }],
    ['the same when time is up, link here', { ec2: silent, link: link(), timeIsUp: true }],
    ['the same when time is up, no link', { ec2: silent, timeIsUp: true }, { released: true }],
  ];
  return renderTable(
    ['stop sees', 'next step'],
    rows.map(([what, seen, memory = {}]) => {
      const { step } = decideStop(see.stopIntent, { ...emptyMoveMemory, ...memory }, see.stopSees(seen));
      return [what, spell(step, 'stop')];
    }),
  );
}

function spell(step: Step, action: 'start' | 'stop'): string {
  switch (step.do) {
    case 'attach':
      return `attach at device index ${step.deviceIndex}`;
    case 'detach':
      return step.force ? 'detach with Force' : 'detach';
    case 'set-source-dest-check':
      return `set the source/dest check ${step.enabled ? 'on' : 'off'}`;
    case 'configure':
      return 'configure the link';
    case 'release':
      return 'take addresses, rules and routes off';
    case 'wait':
      return `wait for ${step.for === 'ec2' ? 'EC2' : 'the kernel'}`;
    case 'done':
      return `done: ${exitCodeForOutcome(action, 'done')}${step.warning === undefined ? '' : ', with a warning'}`;
    case 'fail':
      return `give up: ${exitCodeForError(action, step.kind)} (\`${step.kind}\`)`;
  }
}
