import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../../scripts/soak/chronicle.ts';
import { holdings } from '../../../scripts/soak/eni-history.ts';
import { isLocal } from '../../../scripts/soak/local-addresses.ts';
import { summarizeByKind, summarizeByTrouble } from '../../../scripts/soak/summary.ts';
import { BeliefWatch } from '../../../scripts/soak/watch-status.ts';
import { parseWitnessedAction } from '../../../scripts/soak/witnessed-action.ts';
import type { ClusterStatus } from '../../../test/cluster/crm-mon.ts';
import type { CloudEvent, EventKind } from '../../../test/emulator/model/event-log.ts';

const mac = '06:01:23:45:67:89';

describe('the witness’s log', () => {
  const link = (flags: readonly string[], addresses: readonly string[]): string =>
    JSON.stringify([
      {
        ifname: 'ens6',
        address: mac,
        flags,
        addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24 })),
      },
    ]);
  const rules =
    '[{"priority":0,"table":"255"},{"priority":15800,"src":"10.0.1.50","table":"1200","protocol":"158"}]';
  const fields = [
    '1000',
    '2000',
    'stop',
    '0',
    '0',
    link(['UP'], ['10.0.1.50']),
    rules,
    '[{"dst":"default"}]',
  ];

  it('tells the link, its addresses and how much bears the agent’s mark', () => {
    const seen = parseWitnessedAction([...fields, '[]', '[]', ''].join('\t'), mac, 158);
    expect(seen).toEqual({
      beginMs: 1000,
      endMs: 2000,
      action: 'stop',
      intervalMs: 0,
      exitCode: 0,
      before: { link: { isUp: true, addresses: ['10.0.1.50'] }, marked: 2 },
      after: { link: undefined, marked: 0 },
    });
  });

  it('is not guessed at where it is cut off', () => {
    expect(() => parseWitnessedAction(fields.join('\t'), mac, 158)).toThrow('3 views');
  });
});

describe('who had the ENI', () => {
  const event = (atMs: number, kind: EventKind, instanceId: string): CloudEvent => ({
    seq: atMs,
    atMs,
    kind,
    eniId: 'eni-1',
    instanceId,
  });

  it('follows from the events of EC2, a second detach with Force included', () => {
    const events = [
      event(1, 'eni-attaching', 'i-a'),
      event(2, 'eni-attached', 'i-a'),
      event(5, 'eni-detaching', 'i-a'),
      event(6, 'eni-detaching', 'i-a'),
      event(7, 'eni-detached', 'i-a'),
      { ...event(8, 'eni-attaching', 'i-x'), eniId: 'eni-2' },
      event(9, 'eni-attaching', 'i-b'),
    ];
    expect(holdings(events, 'eni-1')).toEqual([
      { instanceId: 'i-a', fromMs: 1, attachedMs: 2, detachingMs: 5, toMs: 7 },
      { instanceId: 'i-b', fromMs: 9, attachedMs: Infinity, detachingMs: Infinity, toMs: Infinity },
    ]);
  });
});

describe('an address of the kernel', () => {
  const table = `Main:
  +-- 10.0.1.0/24 2 0 1
        |-- 10.0.1.50
           /32 link UNICAST
Local:
     +-- 10.0.1.48/28 2 0 2
        |-- 10.0.1.5
           /32 host LOCAL
        |-- 10.0.1.63
           /32 link BROADCAST
`;

  it('is local only if the kernel answers for exactly that one', () => {
    expect(isLocal(table, '10.0.1.5')).toBe(true);
    expect(isLocal(table, '10.0.1.50')).toBe(false);
    expect(isLocal(table, '10.0.1.63')).toBe(false);
  });
});

describe('what the cluster believes', () => {
  const status = (on: string | undefined, more: Partial<ClusterStatus> = {}): ClusterStatus => ({
    dc: 'nat-a',
    withQuorum: true,
    maintenanceMode: false,
    nodes: [],
    resources: [
      {
        id: 'nat-eni',
        agent: 'ocf:forward3d:eni',
        role: on === undefined ? 'Stopped' : 'Started',
        nodes: on === undefined ? [] : [on],
        managed: true,
        blocked: false,
        failed: false,
      },
    ],
    failures: [],
    failCounts: [],
    fencing: [],
    bans: [],
    ...more,
  });
  const failure = {
    resource: 'nat-eni',
    task: 'monitor',
    intervalMs: 5_000,
    node: 'nat-a',
    exitCode: 7,
    exitReason: '',
    status: 'complete',
  };
  const lastWord = (
    sights: readonly (readonly [number, ClusterStatus, string | undefined])[],
  ): string | undefined => {
    const watch = new BeliefWatch('nat-eni', 30_000);
    return sights.map(([atMs, seen, holder]) => watch.see({ atMs, status: seen, holder })).at(-1);
  };

  it('may be wrong for as long as a monitor takes, not longer', () => {
    expect(
      lastWord([
        [0, status('nat-a'), undefined],
        [30_000, status('nat-a'), undefined],
      ]),
    ).toBeUndefined();
    expect(
      lastWord([
        [0, status('nat-a'), 'nat-b'],
        [30_001, status('nat-a'), 'nat-b'],
      ]),
    ).toContain('nat-b');
  });

  it.each([
    ['is right in between', status('nat-a'), 'nat-a'],
    ['knows it is stopped', status(undefined), 'nat-b'],
    ['has a monitor that failed', status('nat-a', { failures: [failure] }), 'nat-b'],
    ['has its monitors off', status('nat-a', { maintenanceMode: true }), 'nat-b'],
  ])('begins anew where it %s', (_, between, holder) => {
    const wrong = status('nat-a');
    expect(
      lastWord([
        [0, wrong, 'nat-b'],
        [20_000, between, holder],
        [40_000, wrong, 'nat-b'],
      ]),
    ).toBeUndefined();
  });
});

describe('what is printed', () => {
  it('is the timeline in order, from a moment on', () => {
    const chronicle = new Chronicle();
    chronicle.add('cloud', 'second', 12_500);
    chronicle.add('lab', 'first', 12_000);
    chronicle.add('lab', 'long ago', 1_000);
    expect(chronicle.render(10_000, 12_000)).toEqual([
      '    0.00 s  lab      first',
      '    0.50 s  cloud    second',
    ]);
  });

  it('is a line a kind with the outages that there were', () => {
    const outcomes = [
      { kind: 'move', trouble: undefined, outageMs: 2_000, tookMs: 5_000 },
      { kind: 'move', trouble: 'EC2 throttles', outageMs: 4_000, tookMs: 9_000 },
      { kind: 'cleanup', trouble: undefined, outageMs: 0, tookMs: 1_000 },
    ];
    const [, , cleanup, move, all] = summarizeByKind(outcomes).split('\n');
    expect(cleanup?.split(/ {2,}/)).toEqual(['cleanup', '1', '0', '0', '1000']);
    expect(move?.split(/ {2,}/)).toEqual(['move', '2', '1', '2', '2000', '3000', '3980', '4000', '7000']);
    expect(all?.split(/ {2,}/)).toEqual(['all', '3', '1', '2', '2000', '3000', '3980', '4000', '5000']);
    expect(summarizeByTrouble(outcomes)).toContain('EC2 throttles');
  });
});
