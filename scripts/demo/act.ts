import type { ClusterLab, LabEvent } from '../../test/cluster/lab.ts';
import type { Mark } from '../../test/cluster/lab-record.ts';
import type { CloudEvent } from '../../test/emulator/model/event-log.ts';
import type { Outage } from '../../test/lab/outages.ts';
import { cast } from '../../test/lab/topology.ts';

/** Something that happened, and how things stood right after it. Times in ms since the act began. */
export interface Moment {
  readonly atMs: number;
  readonly what: string;
  /** Who has the ENI by EC2's record; undefined: nobody. */
  readonly holder: string | undefined;
  readonly traffic: 'up' | 'down';
}

/** What one act of the demo came to, as EC2 and the client saw it. */
export interface Act {
  readonly title: string;
  readonly nodes: readonly string[];
  readonly moments: readonly Moment[];
  readonly outages: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly recovered: boolean;
  }[];
  readonly addressesSeen: readonly string[];
  readonly endMs: number;
}

interface Happening {
  readonly atMs: number;
  readonly what: string;
  readonly holder?: string | undefined;
  readonly movesEni: boolean;
}

/** Puts together what the emulator, the laboratory and the client recorded since the mark. */
export function recountAct(
  title: string,
  lab: ClusterLab,
  mark: Mark,
  firstHolder: string | undefined,
  labEvents: readonly LabEvent[],
): Act {
  const outages = lab.record.outagesSince(mark);
  const name = (instanceId: string | undefined): string =>
    lab.nodeNames.find((node) => lab.host(node).member.instanceId === instanceId) ?? instanceId ?? 'EC2';
  const happenings: Happening[] = [
    ...labEvents
      .filter(({ atMs }) => atMs >= mark.atMs)
      .map(({ atMs, what }) => ({ atMs, what, movesEni: false })),
    ...lab.record.eventsSince(mark).flatMap((event) => describe(event, name)),
    ...outages.flatMap(({ fromMs, toMs, recovered }) => [
      { atMs: fromMs, what: 'first request lost', movesEni: false },
      ...(recovered ? [{ atMs: toMs, what: 'requests are answered again', movesEni: false }] : []),
    ]),
  ].toSorted((one, other) => one.atMs - other.atMs);

  let holder = firstHolder;
  const moments = happenings.map((happening): Moment => {
    if (happening.movesEni) holder = happening.holder;
    const { atMs, what } = happening;
    return { atMs: atMs - mark.atMs, what, holder, traffic: isDown(outages, atMs) ? 'down' : 'up' };
  });
  return {
    title,
    nodes: lab.nodeNames,
    moments,
    outages: outages.map(({ fromMs, toMs, recovered }) => ({
      fromMs: fromMs - mark.atMs,
      toMs: toMs - mark.atMs,
      recovered,
    })),
    addressesSeen: lab.record.addressesSince(mark),
    endMs: Date.now() - mark.atMs,
  };
}

function isDown(outages: readonly Outage[], atMs: number): boolean {
  return outages.some(({ fromMs, toMs, recovered }) => atMs >= fromMs && (atMs < toMs || !recovered));
}

/** What EC2 did in words; events that tell nothing new are left out. */
function describe(
  { atMs, kind, eniId, instanceId, detail }: CloudEvent,
  name: (id?: string) => string,
): Happening[] {
  const node = name(instanceId);
  const tell = (what: string, move: Partial<Happening> = {}): Happening[] => [
    { atMs, what, movesEni: false, ...move },
  ];
  if (kind === 'instance-state') return tell(`instance of ${node} is ${detail ?? 'in an unknown state'}`);
  if (eniId !== cast.eni) return [];
  switch (kind) {
    case 'eni-detaching':
      return tell(`EC2 detaches the ENI from ${node}`);
    case 'eni-detached':
      return tell(`the ENI is off ${node}`, { movesEni: true, holder: undefined });
    case 'eni-attaching':
      return tell(`EC2 attaches the ENI to ${node}`);
    case 'eni-attached':
      return tell(`the ENI is attached to ${node}`, { movesEni: true, holder: node });
    case 'link-plugged':
      return tell(`its link appears in the kernel of ${node}`);
    case 'eni-changed':
    case 'link-unplugged':
    case 'power-off':
    case 'power-on':
    case 'credentials-rotated':
    case 'fabric-failed':
      return [];
  }
}
