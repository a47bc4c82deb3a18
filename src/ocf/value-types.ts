import { eniIdPattern, instanceIdPattern } from '../domain/eni.ts';

/** The answer of a parser to a text it cannot take; no parser throws. */
export const invalid = Symbol('invalid');
export type Invalid = typeof invalid;

/** How the text of a parameter becomes a value. */
export interface ValueType<T> {
  /** As OCF meta-data name it; anything that is not a bare number or truth value is a string there. */
  readonly metaType: 'string' | 'integer' | 'boolean';
  /** Completes the sentence "parameter x must be …". */
  readonly expected: string;
  parse(text: string): T | Invalid;
}

export const eniId = pattern(eniIdPattern, 'an ENI id, "eni-" and 8 or 17 hex digits');
export const instanceId = pattern(instanceIdPattern, 'an instance id, "i-" and 8 or 17 hex digits');

export const instanceIds: ValueType<readonly string[]> = {
  metaType: 'string',
  expected: 'instance ids ("i-" and 8 or 17 hex digits) separated by spaces or commas',
  parse(text) {
    const ids = text.split(/[\s,]+/).filter((id) => id !== '');
    return ids.every((id) => instanceIdPattern.test(id)) ? ids : invalid;
  },
};

export const region = pattern(
  /^[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/,
  'an AWS region such as eu-central-1',
);

export const profile = pattern(
  /^[\w.@:+=,/-]{1,128}$/,
  'the name of a profile: at most 128 letters, digits and _ . @ : + = , / -',
);

export const roleArn = pattern(
  /^arn:aws(?:-cn|-us-gov|-iso(?:-[a-z])?|-eusc)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
  'the ARN of an IAM role such as arn:aws:iam::123456789012:role/name',
);

export const endpointUrl: ValueType<string> = {
  metaType: 'string',
  expected: 'an http or https URL without credentials, query or fragment',
  parse(text) {
    if (text.length > 2048 || !/^https?:\/\/[!-~]+$/.test(text) || /[@?#\\]/.test(text)) return invalid;
    return URL.canParse(text) ? text : invalid;
  },
};

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'on', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'off', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

/** The words that Pacemaker takes for booleans, in any case. */
export const boolean: ValueType<boolean> = {
  metaType: 'boolean',
  expected: 'true or false',
  parse: (text) => truths.get(text.toLowerCase()) ?? invalid,
};

export function oneOf<const T extends string>(...words: T[]): ValueType<T> {
  return {
    metaType: 'string',
    expected: `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`,
    parse: (text) => words.find((word) => word === text) ?? invalid,
  };
}

/** A whole number from `min` to `max`, none of `except`. */
export function integer(min: number, max: number, except: readonly number[] = []): ValueType<number> {
  const but = except.length > 0 ? ` other than ${except.join(', ')}` : '';
  return {
    metaType: 'integer',
    expected: `a whole number from ${min} to ${max}${but}`,
    parse(text) {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max && !except.includes(value) ? value : invalid;
    },
  };
}

const unitsMs: ReadonlyMap<string, number> = new Map([
  ['', 1000],
  ['ms', 1],
  ['msec', 1],
  ['s', 1000],
  ['sec', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['hr', 3_600_000],
]);

/** A time in Pacemaker's notation (20, 20s, 500ms, 1min), in milliseconds, from `minMs` to `maxMs`. */
export function duration(minMs: number, maxMs: number): ValueType<number> {
  return {
    metaType: 'string',
    expected: `a time from ${spellMs(minMs)} to ${spellMs(maxMs)}, such as 20, 20s or 500ms`,
    parse(text) {
      const [, digits, unit] = /^(\d{1,9}) ?([a-z]*)$/.exec(text.toLowerCase()) ?? [];
      const unitMs = unitsMs.get(unit ?? 'none');
      if (digits === undefined || unitMs === undefined) return invalid;
      const valueMs = Number(digits) * unitMs;
      return valueMs >= minMs && valueMs <= maxMs ? valueMs : invalid;
    },
  };
}

function spellMs(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** The word "auto" stands for itself. */
export function autoOr<T>(type: ValueType<T>): ValueType<T | 'auto'> {
  return {
    metaType: 'string',
    expected: `auto or ${type.expected}`,
    parse: (text) => (text === 'auto' ? 'auto' : type.parse(text)),
  };
}

/** `unset` (nothing, or a word such as auto) means that there is no value. */
export function optional<T>(type: ValueType<T>, unset = ''): ValueType<T | undefined> {
  return {
    metaType: unset === '' ? type.metaType : 'string',
    expected: unset === '' ? type.expected : `${unset} or ${type.expected}`,
    parse: (text) => (text === unset ? undefined : type.parse(text)),
  };
}

function pattern(allowed: RegExp, expected: string): ValueType<string> {
  return { metaType: 'string', expected, parse: (text) => (allowed.test(text) ? text : invalid) };
}
