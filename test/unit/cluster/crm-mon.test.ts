import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCrmMon } from '../../cluster/crm-mon.ts';

/** Recorded from Pacemaker 2.1.5: a node was fenced and is back, a ban stands, a monitor has failed. */
const recorded = readFileSync(new URL('crm-mon-2.1.5.xml', import.meta.url), 'utf8');

describe('parseCrmMon', () => {
  test('reads what a recorded answer says', () => {
    expect(parseCrmMon(recorded)).toMatchObject({
      dc: 'nat-b',
      withQuorum: true,
      maintenanceMode: false,
      nodes: [
        { name: 'nat-a', online: true, standby: false, unclean: false },
        { name: 'nat-b', online: true, standby: false, unclean: false },
      ],
      failures: [
        {
          resource: 'nat-eni',
          task: 'monitor',
          intervalMs: 10_000,
          node: 'nat-b',
          exitCode: 7,
          exitReason: '',
        },
      ],
      failCounts: [{ node: 'nat-b', resource: 'nat-eni', count: 1 }],
      fencing: [{ target: 'nat-a', action: 'reboot', status: 'success', delegate: 'nat-b' }],
      bans: [{ resource: 'nat-eni', node: 'nat-a' }],
    });
  });

  test('reads where resources run', () => {
    const { resources } = parseCrmMon(recorded);
    expect(resources.map(({ id, role, nodes }) => [id, role, nodes])).toEqual([
      ['nat-eni', 'Started', ['nat-b']],
      ['fence-nat', 'Started', ['nat-b']],
    ]);
  });

  test('takes half an answer for none', () => {
    expect(() => parseCrmMon(recorded.slice(0, recorded.length / 2))).toThrow();
  });

  test('takes an answer without a summary for none', () => {
    expect(() => parseCrmMon('<pacemaker-result><nodes/></pacemaker-result>')).toThrow('without a summary');
  });
});
