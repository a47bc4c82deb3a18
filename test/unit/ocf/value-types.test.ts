import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as type from '../../../src/ocf/value-types.ts';
import type { ValueType } from '../../../src/ocf/value-types.ts';

const { invalid } = type;

/** Rows of a text and what it must become. */
function takes<T>(valueType: ValueType<T>, rows: readonly (readonly [text: string, value: T])[]): void {
  it.each(rows)('%j becomes %j', (text, value) => {
    expect(valueType.parse(text)).toEqual(value);
  });
}
function refuses(valueType: ValueType<unknown>, texts: readonly string[]): void {
  it.each(texts)('%j is refused', (text) => {
    expect(valueType.parse(text)).toBe(invalid);
  });
}

describe('a truth value', () => {
  const words = (value: boolean, ...texts: string[]) => texts.map((text) => [text, value] as const);
  takes(type.boolean, words(true, 'true', 'on', 'yes', 'y', '1', 'YES', 'True'));
  takes(type.boolean, words(false, 'false', 'off', 'no', 'n', '0', 'OFF'));
  refuses(type.boolean, ['', '2', 'ja', 'yess', ' true']);
});

describe('a time', () => {
  const upToADay = type.duration(0, 86_400_000);
  takes(upToADay, [
    ['20', 20_000],
    ['20s', 20_000],
    ['20 s', 20_000],
    ['20sec', 20_000],
    ['1500ms', 1_500],
    ['1500msec', 1_500],
    ['2m', 120_000],
    ['2min', 120_000],
    ['2h', 7_200_000],
    ['2hr', 7_200_000],
    ['2HR', 7_200_000],
    ['86400', 86_400_000],
  ]);
  refuses(upToADay, ['', 's', '1 day', '1d', '20  s', '20s ', '20s!', '-1', '1.5s', '86401', '1none']);

  it('is limited on both sides, the limits included', () => {
    const limited = type.duration(100, 300_000);
    expect(['99ms', '100ms', '300s', '300001ms'].map((text) => limited.parse(text))).toEqual([
      invalid,
      100,
      300_000,
      invalid,
    ]);
  });
});

describe('a whole number', () => {
  const table = type.integer(1, 4_294_967_295, [253, 254, 255]);
  takes(table, [
    ['1', 1],
    ['252', 252],
    ['256', 256],
    ['4294967295', 4_294_967_295],
  ]);
  refuses(table, ['0', '253', '255', '4294967296', '', ' 1', '1 ', '+1', '0x10', '1e3', '00000000001']);
});

describe('ids', () => {
  takes(type.instanceIds, [
    ['', []],
    ['i-0a1b2c3d,', ['i-0a1b2c3d']],
    [' i-0a1b2c3d ,\n i-0a1b2c3e', ['i-0a1b2c3d', 'i-0a1b2c3e']],
  ]);
  refuses(type.instanceIds, ['i-0a1b2c3d4', 'x i-0a1b2c3d', 'i-0a1b2c3d;i-0a1b2c3e']);
  refuses(type.instanceId, ['i-0a1b2c3d4', 'xi-0a1b2c3d', 'i-0a1b2c3d\n', 'i-0A1B2C3D']);
  refuses(type.eniId, ['eni-0a1b2c3d4', 'xeni-0a1b2c3d', 'eni-0a1b2c3d\n', 'eni-0A1B2C3D']);
});

describe('a region', () => {
  takes(
    type.region,
    ['eu-central-1', 'ap-southeast-12', 'us-gov-west-1', 'us-isob-east-1'].map(
      (name) => [name, name] as const,
    ),
  );
  refuses(type.region, ['EU-central-1', '.eu-central-1', 'eu-central', 'eu-central-123', 'eu-1', 'e-west-1']);
});

describe('the ARN of a role', () => {
  const account = 'iam::123456789012:role';
  takes(
    type.roleArn,
    ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc']
      .map((partition) => `arn:${partition}:${account}/path/of.a+role=x,y@z-1`)
      .map((arn) => [arn, arn] as const),
  );
  refuses(type.roleArn, [
    `x arn:aws:${account}/name`,
    `arn:aws:${account}/name; reboot`,
    `arn:aws:${account}/`,
    `arn:aws-iso-7:${account}/name`,
    `arn:aws:${account}/${'x'.repeat(513)}`,
    'arn:aws:iam::12345678901:role/name',
  ]);
});

describe('the URL of an endpoint', () => {
  const longest = `https://host/${'x'.repeat(2_048 - 'https://host/'.length)}`;
  takes(type.endpointUrl, [
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    [longest, longest],
  ]);
  refuses(type.endpointUrl, [
    `${longest}x`,
    'see https://host',
    'ftp:https://host',
    'https://',
    'https:/host',
    'https://ho st',
    'https://u@host',
    'https://host?q',
    'https://host#f',
    'https://host\\x',
    'https://[::1',
  ]);
});

describe('what would be right is said in words', () => {
  it.each<[ValueType<unknown>, string]>([
    [type.boolean, 'true or false'],
    [type.oneOf('keep', 'disabled', 'enabled'), 'keep, disabled or enabled'],
    [type.oneOf('eni', 'system'), 'eni or system'],
    [type.integer(576, 9216), 'a whole number from 576 to 9216'],
    [type.integer(1, 9, [3, 4]), 'a whole number from 1 to 9 other than 3, 4'],
    [type.duration(100, 300_000), 'a time from 100ms to 300s, such as 20, 20s or 500ms'],
    [type.autoOr(type.integer(1, 127)), 'auto or a whole number from 1 to 127'],
    [type.optional(type.integer(1, 2), 'auto'), 'auto or a whole number from 1 to 2'],
    [type.optional(type.region), 'an AWS region such as eu-central-1'],
    [type.instanceId, 'an instance id, "i-" and 8 or 17 hex digits'],
    [type.instanceIds, 'instance ids ("i-" and 8 or 17 hex digits) separated by spaces or commas'],
    [type.eniId, 'an ENI id, "eni-" and 8 or 17 hex digits'],
    [type.endpointUrl, 'an http or https URL without credentials, query or fragment'],
  ])('%#: %s', (valueType, words) => {
    expect(valueType.expected).toBe(words);
  });

  it('and meta-data call it a number or a truth value only where nothing else is allowed', () => {
    const kinds = [
      type.integer(1, 2),
      type.boolean,
      type.optional(type.integer(1, 2)),
      type.optional(type.integer(1, 2), 'auto'),
      type.autoOr(type.integer(1, 2)),
      type.duration(0, 1),
      type.oneOf('a', 'b'),
      type.instanceIds,
      type.endpointUrl,
      type.region,
    ].map(({ metaType }) => metaType);
    expect(kinds).toEqual(['integer', 'boolean', 'integer', ...Array<string>(7).fill('string')]);
  });
});

describe('a value that stands for none', () => {
  it('is nothing, or the word that was chosen', () => {
    expect(type.optional(type.region).parse('')).toBeUndefined();
    expect(type.optional(type.integer(1, 2), 'auto').parse('auto')).toBeUndefined();
    expect(type.optional(type.integer(1, 2), 'auto').parse('')).toBe(invalid);
    expect(type.autoOr(type.integer(1, 2)).parse('auto')).toBe('auto');
    expect(type.autoOr(type.integer(1, 2)).parse('2')).toBe(2);
  });
});

describe('whatever is written', () => {
  it('a whole number is taken exactly when it is written plainly and in its limits', () => {
    const limited = type.integer(5, 5_000);
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), (value) => {
        expect(limited.parse(String(value))).toBe(value >= 5 && value <= 5_000 ? value : invalid);
      }),
    );
  });

  it('a time means the same in every unit', () => {
    const any = type.duration(0, Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(fc.nat(999), (hours) => {
        const times = [`${hours}h`, `${hours * 60}min`, `${hours * 3_600}`, `${hours * 3_600}s`];
        expect(new Set(times.map((text) => any.parse(text)))).toEqual(new Set([hours * 3_600_000]));
      }),
    );
  });

  it('no value that is taken as an id, a region, a profile or a role could be more than one word of a shell', () => {
    const strict = [type.eniId, type.instanceId, type.region, type.profile, type.roleArn];
    const near = fc.stringMatching(/^(?:eni-|i-|eu-|arn:aws:iam::)?[\w:/,.@+= ;$`'"\n-]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
        for (const valueType of strict) {
          if (valueType.parse(text) !== invalid) expect(text).toMatch(/^[\w@%+=:,./-]+$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
