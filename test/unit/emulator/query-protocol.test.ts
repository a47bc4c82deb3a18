import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../emulator/model/clock.ts';
import { defaultSettings } from '../../emulator/model/settings.ts';
import { VersionedMap } from '../../emulator/model/versioned-map.ts';
import { applyPatch } from '../../emulator/server/apply-patch.ts';
import {
  boolean,
  eniId,
  filters,
  index,
  integer,
  list,
  required,
  structure,
  text,
} from '../../emulator/wire/fields.ts';
import { applyFilters } from '../../emulator/wire/filters.ts';
import { page } from '../../emulator/wire/paging.ts';
import { parseQuery } from '../../emulator/wire/query.ts';
import { Throttle } from '../../emulator/wire/throttle.ts';
import { renderDocument } from '../../emulator/wire/xml.ts';

const call = structure({
  NetworkInterfaceId: list(required(eniId)),
  Filter: filters,
  DeviceIndex: index,
  Count: integer,
  Force: boolean,
  SourceDestCheck: structure({ Value: boolean }),
  Name: text,
});

function read(body: string): unknown {
  return call.read(parseQuery(`Action=X&Version=1&${body}`).parameters, '');
}

describe('parameters', () => {
  test('are read by their table, lists in order of their numbers', () => {
    expect(
      read(
        'NetworkInterfaceId.2=eni-0123456789abcdef1&NetworkInterfaceId.1=eni-0123456789abcdef0&DeviceIndex=1&Force=true' +
          '&Filter.1.Name=vpc-id&Filter.1.Value.1=a&Filter.1.Value.2=b&SourceDestCheck.Value=false&Name=a%20b%26c',
      ),
    ).toEqual({
      NetworkInterfaceId: ['eni-0123456789abcdef0', 'eni-0123456789abcdef1'],
      Filter: [{ Name: 'vpc-id', Value: ['a', 'b'] }],
      DeviceIndex: 1,
      Count: undefined,
      Force: true,
      SourceDestCheck: { Value: false },
      Name: 'a b&c',
    });
  });

  test.each([
    ['Unknown=1', 'UnknownParameter', 'Unknown'],
    ['Filter.1.Nmae=x&Filter.1.Name=y', 'UnknownParameter', 'Filter.1.Nmae'],
    ['SourceDestCheck.Valeu=true', 'UnknownParameter', 'SourceDestCheck.Valeu'],
    ['SourceDestCheck=true', 'UnknownParameter', 'SourceDestCheck'],
    ['NetworkInterfaceId.x=eni-0123456789abcdef0', 'UnknownParameter', 'NetworkInterfaceId.x'],
    ['NetworkInterfaceId=eni-0123456789abcdef0', 'InvalidParameterValue', 'NetworkInterfaceId'],
    ['Name.1=x', 'InvalidParameterValue', 'Name'],
    ['Force=yes', 'InvalidParameterValue', 'Force'],
    ['Count=1.5', 'InvalidParameterValue', 'Count'],
    ['DeviceIndex=-1', 'InvalidParameterValue', 'DeviceIndex'],
    ['Filter.1.Value.1=x', 'MissingParameter', 'Filter.1.Name'],
    ['NetworkInterfaceId.1=eni-XYZ', 'InvalidNetworkInterfaceId.Malformed', 'eni-XYZ'],
    ['Force=true&Force=false', 'InvalidParameterCombination', 'Force'],
    ['__proto__=x', 'UnknownParameter', '__proto__'],
  ])('%s is refused', (body, code, named) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(named) as string }),
    );
  });
});

describe('filters', () => {
  const records = [{ name: 'alpha' }, { name: 'beta' }];
  const table = { name: (record: { name: string }) => [record.name] };

  test.each([
    [['alpha'], ['alpha']],
    [
      ['alpha', 'beta'],
      ['alpha', 'beta'],
    ],
    [['*a'], ['alpha', 'beta']],
    [['?eta'], ['beta']],
    [['a.*'], []],
  ])('values %j keep %j', (values, kept) => {
    const found = applyFilters(records, [{ Name: 'name', Value: values }], table);
    expect(found.map((record) => record.name)).toEqual(kept);
  });

  test('an unknown filter is refused', () => {
    expect(() => applyFilters(records, [{ Name: 'toString', Value: ['x'] }], table)).toThrow(
      /filter 'toString'/,
    );
  });
});

test('pages follow each other to the end', () => {
  const all = Array.from({ length: 12 }, (_, position) => position);
  const seen: number[] = [];
  let nextToken: string | undefined;
  do {
    const got = page(all, { maxResults: 5, nextToken });
    seen.push(...got.items);
    nextToken = got.nextToken;
  } while (nextToken !== undefined);
  expect(seen).toEqual(all);
  expect(() => page(all, { maxResults: 4, nextToken: undefined })).toThrow(/maxResults/);
  expect(() => page(all, { maxResults: 5, nextToken: 'garbage' })).toThrow(/nextToken/);
});

test('XML is escaped, lists become items, what is undefined is left out', () => {
  expect(
    renderDocument('R', 'urn:x', { a: '<&>"', list: [{ b: 1 }, { b: true }], none: undefined, empty: [] }),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="urn:x"><a>&lt;&amp;&gt;&quot;</a><list><item><b>1</b></item><item><b>true</b></item></list><empty/></R>',
  );
});

test('a token bucket empties, refuses with 503 and refills with time', async () => {
  const clock = new ManualClock();
  const settings = structuredClone(defaultSettings);
  const one = { capacity: 2, refillPerSecond: 1 };
  settings.throttle = { describe: one, 'describe-all': one, mutate: one, power: one };
  const throttle = new Throttle(() => clock.now(), settings);
  throttle.take('mutate');
  throttle.take('mutate');
  expect(() => throttle.take('mutate')).toThrow(
    expect.objectContaining({ code: 'RequestLimitExceeded', status: 503 }),
  );
  throttle.take('describe');
  await clock.advance(1000);
  throttle.take('mutate');
  expect(() => throttle.take('mutate')).toThrow();
});

test('records remember what they were', async () => {
  const clock = new ManualClock(0);
  const map = new VersionedMap<string>(() => clock.now(), 1000);
  map.set('x', 'old');
  await clock.advance(100);
  map.set('x', 'new');
  expect([map.get('x', 50), map.get('x', 100), map.get('x')]).toEqual(['old', 'new', 'new']);
  map.delete('x');
  await clock.advance(10);
  expect([map.get('x'), map.list(), map.get('x', 50)]).toEqual([undefined, [], 'old']);
});

describe('settings', () => {
  test('change in depth and keep the rest', () => {
    const settings = structuredClone(defaultSettings);
    applyPatch(settings, { latency: { attachMs: 7 }, throttle: null });
    expect(settings.latency).toEqual({ ...defaultSettings.latency, attachMs: 7 });
  });

  test.each([
    { latency: { attachMS: 7 } },
    { latencies: {} },
    { latency: { attachMs: '7' } },
    { clockSkewMs: NaN },
  ])('%j is refused', (patch) => {
    expect(() => applyPatch(structuredClone(defaultSettings), patch as object)).toThrow(/setting/);
  });
});
