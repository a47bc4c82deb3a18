import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFactsFile } from '../../../../src/adapters/files/facts-file.ts';
import { RecordingLog } from '../../../fakes/recording-log.ts';
import { eniId, eniIpv4, eniMac } from '../../../fakes/samples.ts';
import { uid, useScratch } from './scratch.ts';

const scratch = useScratch();
const owner = { uid, pid: 1 };
const facts = {
  eniId,
  mac: eniMac,
  primaryIpv4: eniIpv4,
  subnetId: 'subnet-1',
  ipv4Cidr: '10.0.1.0/24',
  ipv6Cidrs: ['2001:db8::/64'],
};

function cache(log = new RecordingLog()) {
  return createFactsFile(scratch.path('state'), owner, log);
}

/** Puts a text where the cache expects the facts about the ENI. */
function plant(text: string): void {
  mkdirSync(scratch.path('state'), { recursive: true });
  writeFileSync(scratch.path(`state/${eniId}.json`), text, { mode: 0o600 });
}

describe('facts about an ENI', () => {
  it('are kept', async () => {
    await cache().write(facts);
    expect(await cache().read(eniId)).toEqual(facts);
  });

  it('are those of that ENI alone', async () => {
    await cache().write(facts);
    expect(await cache().read('eni-0other')).toBeUndefined();
    plant(JSON.stringify({ ...facts, eniId: 'eni-0other' }));
    expect(await cache().read(eniId)).toBeUndefined();
  });

  it('may be kept before the ranges of the subnet are known', async () => {
    await cache().write({ ...facts, ipv4Cidr: undefined, ipv6Cidrs: undefined });
    const read = await cache().read(eniId);
    expect(read).toMatchObject({ mac: eniMac });
    expect(read?.ipv4Cidr).toBeUndefined();
  });

  it.each([
    ['no MAC', { mac: undefined }],
    ['a MAC that is none', { mac: '../../etc/passwd' }],
    ['a MAC in capitals', { mac: '06:00:00:00:01:AB' }],
    ['a MAC that is a number', { mac: 6 }],
    ['no address', { primaryIpv4: undefined }],
    ['an address that is none', { primaryIpv4: '$(reboot)' }],
    ['no subnet', { subnetId: 17 }],
  ])('with %s are none', async (_name, change) => {
    plant(JSON.stringify({ ...facts, ...change }));
    expect(await cache().read(eniId)).toBeUndefined();
  });

  it.each([
    ['is none', { ipv4Cidr: '10.0.1.0' }],
    ['is not text', { ipv4Cidr: 10 }],
    ['of IPv6 is none', { ipv6Cidrs: ['nonsense'] }],
    ['of IPv6 is no list', { ipv6Cidrs: 'nonsense' }],
  ])('whose subnet range %s are used without it', async (_name, change) => {
    plant(JSON.stringify({ ...facts, ...change }));
    const read = await cache().read(eniId);
    expect(read).toMatchObject({ mac: eniMac });
    expect(read?.ipv4Cidr).toBeUndefined();
  });

  it('are none or usable, whatever stands in the file', async () => {
    const json = fc.oneof(
      fc.json(),
      fc.record({ eniId: fc.constant(eniId) }, {}).map((v) => JSON.stringify(v)),
    );
    await fc.assert(
      fc.asyncProperty(json, async (text) => {
        plant(text);
        const read = await cache().read(eniId);
        expect(read === undefined || /^([0-9a-f]{2}:){5}/.test(read.mac)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('that cannot be kept are a warning', async () => {
    writeFileSync(scratch.path('state'), 'a file in the place of the folder');
    const log = new RecordingLog();
    await cache(log).write(facts);
    expect(log.warnings).toEqual([expect.stringContaining(eniId)]);
    expect(await cache().read(eniId)).toBeUndefined();
  });
});
