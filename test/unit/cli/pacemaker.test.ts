import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCib, toMs } from '../../../src/adapters/pacemaker/parse-cib.ts';
import { parseCrmMon } from '../../../src/adapters/pacemaker/parse-crm-mon.ts';
import { eniResources } from '../../../src/domain/cluster.ts';

const recorded = (name: string): string => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');

describe('what crm_mon prints', () => {
  const status = parseCrmMon(recorded('crm-mon.xml'));

  it('nodes have the state that matters most', () => {
    expect(status.nodes).toEqual([
      { name: 'nat-a', state: 'online' },
      { name: 'nat-b', state: 'standby' },
      { name: 'nat-c', state: 'unclean' },
    ]);
  });

  it('resources say where they run and what is wrong with them', () => {
    expect(status.resources).toMatchObject([
      { id: 'fence-nat', role: 'Stopped', nodes: [] },
      { id: 'nat-eni', agent: 'ocf:forward3d:eni', role: 'Started', nodes: ['nat-a'], failed: true },
    ]);
  });

  it('failures keep their reason', () => {
    expect(status.failures).toEqual([
      { resource: 'nat-eni', task: 'monitor', node: 'nat-a', exitCode: 190, reason: 'EC2 said "no" & why' },
    ]);
    expect(status).toMatchObject({ quorum: true, maintenance: false });
  });

  it.each([
    ['', /breaks off/],
    ['<a><b></a>', /closes nothing/],
    [recorded('crm-mon.xml').slice(0, 900), /breaks off/],
    ['<a/>', /no summary/],
  ])('half an answer is none: %#', (text, message) => {
    expect(() => parseCrmMon(text)).toThrow(message);
  });
});

describe('the configuration of the cluster', () => {
  const cib = parseCib(recorded('cib.xml'));

  it('resources of the agent are found in groups, with what their template says', () => {
    expect(eniResources(cib)).toEqual([
      {
        id: 'nat-eni',
        agent: 'ocf:forward3d:eni',
        parameters: { eni_id: 'eni-0123456789abcdef0', mtu: '1500', region: 'eu-west-1' },
        meta: { 'migration-threshold': '3' },
        operations: [
          { id: 'm0', name: 'monitor', intervalMs: 10_000, timeoutMs: 20_000, checkLevel: 0 },
          { id: 'm1', name: 'monitor', intervalMs: 60_000, timeoutMs: 60_000, checkLevel: 10 },
          { id: 's', name: 'stop', intervalMs: 0, timeoutMs: undefined, checkLevel: 0 },
          { id: 't-start', name: 'start', intervalMs: 0, timeoutMs: 120_000, checkLevel: 0 },
        ],
      },
    ]);
  });

  it('properties and defaults', () => {
    expect(cib.properties).toEqual({ 'stonith-enabled': 'true', 'priority-fencing-delay': '15s' });
    expect(cib.resourceDefaults).toEqual({ 'resource-stickiness': '100' });
    expect(cib.operationDefaults).toEqual({ timeout: '60s' });
  });

  it('nodes have the attributes that an admin gave them', () => {
    expect(cib.nodes).toEqual([
      { name: 'nat-a', attributes: {} },
      { name: 'nat-b', attributes: { standby: 'on' } },
    ]);
  });

  it('an answer without a configuration is an error', () => {
    expect(() => parseCib('<cib/>')).toThrow('no configuration');
  });

  it.each([
    ['20', 20_000],
    ['500ms', 500],
    ['2min', 120_000],
    ['1 h', 3_600_000],
    ['', undefined],
    ['soon', undefined],
    ['5 parsecs', undefined],
  ])('time %s', (text, ms) => {
    expect(toMs(text)).toBe(ms);
  });
});
