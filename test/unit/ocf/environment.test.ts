import { describe, expect, it } from 'vitest';
import { deadlineMs, isProbe, readEnvironment } from '../../../src/ocf/environment.ts';

describe('the environment', () => {
  it('of a person who sets nothing', () => {
    expect(readEnvironment({ PATH: '/bin', OCF_RESKEY_eni_id: 'eni-0a1b2c3d' })).toEqual({
      inCluster: false,
      timeoutMs: 20_000,
      intervalMs: 0,
      checkLevel: 0,
      resource: 'eni',
      runDirectory: '/run/resource-agents',
      exitReasonPrefix: 'ocf-exit-reason:',
      logging: { facility: undefined, tag: undefined, file: undefined, debug: false },
      warnings: [],
    });
  });

  it('of Pacemaker', () => {
    const env = {
      OCF_RESKEY_CRM_meta_timeout: '90000',
      OCF_RESKEY_CRM_meta_interval: '10000',
      OCF_RESKEY_crm_feature_set: '3.16.2',
      OCF_CHECK_LEVEL: '10',
      OCF_RESOURCE_INSTANCE: 'nat-eni',
      OCF_EXIT_REASON_PREFIX: 'why:',
      HA_RSCTMP: '/run/elsewhere',
      HA_LOGFACILITY: 'daemon',
      HA_LOGTAG: 'tag',
      HA_LOGFILE: '/var/log/pacemaker/agents.log',
      HA_debug: '1',
    };
    expect(readEnvironment(env)).toEqual({
      inCluster: true,
      timeoutMs: 90_000,
      intervalMs: 10_000,
      checkLevel: 10,
      resource: 'nat-eni',
      runDirectory: '/run/elsewhere',
      exitReasonPrefix: 'why:',
      logging: { facility: 'daemon', tag: 'tag', file: '/var/log/pacemaker/agents.log', debug: true },
      warnings: [],
    });
  });

  it.each(['deep', '-1', '1.5', '99999999999999', ' 10'])(
    'OCF_CHECK_LEVEL=%j counts as 0, with a warning',
    (level) => {
      const { checkLevel, warnings } = readEnvironment({ OCF_CHECK_LEVEL: level });
      expect(checkLevel).toBe(0);
      expect(warnings).toEqual([
        `OCF_CHECK_LEVEL must be a whole number, not ${JSON.stringify(level)}; going on with 0`,
      ]);
    },
  );

  it.each(['soon', '0', ''])('a timeout of %j counts as the default', (timeout) => {
    expect(readEnvironment({ OCF_RESKEY_CRM_meta_timeout: timeout }).timeoutMs).toBe(20_000);
  });

  it('takes neither a relative path nor a facility that is none', () => {
    const { runDirectory, logging } = readEnvironment({
      HA_RSCTMP: 'tmp',
      HA_LOGFILE: 'log',
      HA_LOGFACILITY: 'none',
    });
    expect({ runDirectory, ...logging }).toMatchObject({
      runDirectory: '/run/resource-agents',
      facility: undefined,
      file: undefined,
    });
    expect(readEnvironment({ HA_LOGFACILITY: '-p; id' }).logging.facility).toBeUndefined();
  });
});

describe('debugging', () => {
  it.each(['1', 'true', 'TRUE', 'Yes', 'on'])('is asked for with HA_debug=%s', (value) => {
    expect(readEnvironment({ HA_debug: value }).logging.debug).toBe(true);
  });

  it.each(['0', '', 'no', '2', 'trueish'])('is not asked for with HA_debug=%j', (value) => {
    expect(readEnvironment({ HA_debug: value }).logging.debug).toBe(false);
  });
});

it.each(['daemon; id', 'Daemon', '1daemon', `d${'x'.repeat(16)}`])('%j is no facility of syslog', (name) => {
  expect(readEnvironment({ HA_LOGFACILITY: name }).logging.facility).toBeUndefined();
});

describe('a probe', () => {
  it.each([
    ['monitor', { OCF_RESKEY_CRM_meta_timeout: '20000', OCF_RESKEY_CRM_meta_interval: '0' }, true],
    ['monitor', { OCF_RESKEY_CRM_meta_timeout: '20000' }, true],
    ['monitor', { OCF_RESKEY_crm_feature_set: '3.16.2' }, true],
    ['monitor', { OCF_RESKEY_CRM_meta_timeout: '20000', OCF_RESKEY_CRM_meta_interval: '10000' }, false],
    ['start', { OCF_RESKEY_CRM_meta_timeout: '20000', OCF_RESKEY_CRM_meta_interval: '0' }, false],
    ['monitor', {}, false],
  ])('%s with %j: %j', (action, env, expected) => {
    expect(isProbe(action, readEnvironment(env))).toBe(expected);
  });
});

describe('the deadline', () => {
  it.each([
    [90_000, 81_000],
    [20_000, 18_000],
    [5_000, 4_500],
    [3_000, 2_500],
    [1_000, 500],
    [600, 300],
    [1, 0.5],
  ])('of a timeout of %d ms is %d ms', (timeoutMs, expected) => {
    expect(deadlineMs(timeoutMs)).toBe(expected);
  });
});
