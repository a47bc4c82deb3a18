import { describe, expect, it } from 'vitest';
import type { ActionResult } from '../../../src/actions/action-context.ts';
import type { ErrorKind } from '../../../src/domain/errors.ts';
import {
  exitCodeForError,
  exitCodeForOutcome,
  exitCodes,
  exitName,
  exitWords,
  type ExitAction,
  type ExitCode,
} from '../../../src/ocf/exit-codes.ts';

const actions: readonly ExitAction[] = ['start', 'stop', 'monitor', 'probe', 'validate-all', 'reload-agent'];
type Codes = readonly [
  start: number,
  stop: number,
  monitor: number,
  probe: number,
  validate: number,
  reload: number,
];

describe('an error', () => {
  const table: Readonly<Record<ErrorKind, Codes>> = {
    parameter: [6, 0, 6, 6, 6, 6],
    'not-permitted': [6, 1, 1, 5, 6, 1],
    'eni-not-found': [2, 1, 1, 5, 2, 1],
    'node-unsuitable': [2, 1, 1, 5, 2, 1],
    unauthorized: [4, 1, 1, 5, 4, 1],
    'not-installed': [5, 5, 5, 5, 5, 5],
    'eni-in-use': [1, 1, 1, 5, 1, 1],
    'device-index-taken': [1, 1, 1, 5, 1, 1],
    'attachment-gone': [1, 1, 1, 5, 1, 1],
    transition: [1, 1, 1, 5, 1, 1],
    'instance-not-found': [1, 1, 1, 5, 1, 1],
    credentials: [1, 1, 1, 5, 1, 1],
    'clock-skew': [1, 1, 1, 5, 1, 1],
    throttled: [1, 1, 1, 5, 1, 1],
    transient: [1, 1, 1, 5, 1, 1],
    host: [1, 1, 1, 5, 1, 1],
    identity: [1, 1, 1, 5, 1, 1],
    refused: [1, 1, 1, 5, 1, 1],
    deadline: [1, 1, 1, 5, 1, 1],
    failed: [1, 1, 1, 5, 1, 1],
  };
  const rows = Object.entries(table) as [ErrorKind, Codes][];

  it.each(rows)(
    'of kind %s ends start, stop, monitor, probe, validate-all, reload-agent with %j',
    (kind, codes) => {
      expect(actions.map((action) => exitCodeForError(action, kind))).toEqual(codes);
    },
  );

  it.each(rows.filter(([kind]) => kind !== 'parameter'))(
    'of kind %s on a probe never makes Pacemaker touch a healthy peer',
    (kind) => {
      expect([2, 5, 7]).toContain(exitCodeForError('probe', kind));
    },
  );
});

describe('an outcome', () => {
  const table: Readonly<Record<ActionResult['outcome'], Partial<Record<ExitAction, number>>>> = {
    done: { start: 0, stop: 0, 'validate-all': 0, 'reload-agent': 0 },
    running: { monitor: 0, probe: 0 },
    'not-running': { monitor: 7, probe: 7 },
    degraded: { monitor: 190, probe: 190 },
    failed: { start: 1, stop: 1, monitor: 1, probe: 1, 'validate-all': 1, 'reload-agent': 1 },
    'cannot-tell': { monitor: 1, probe: 5 },
  };
  const rows = Object.entries(table) as [ActionResult['outcome'], Partial<Record<ExitAction, number>>][];

  it.each(rows)('%s: %j', (outcome, codes) => {
    for (const [action, code] of Object.entries(codes)) {
      expect([action, exitCodeForOutcome(action as ExitAction, outcome)]).toEqual([action, code]);
    }
  });

  it('never lets start or stop answer "not running" or "degraded"', () => {
    for (const [outcome] of rows) {
      for (const action of ['start', 'stop'] as const) {
        expect([7, 190]).not.toContain(exitCodeForOutcome(action, outcome));
      }
    }
  });
});

it('a code that nobody gave counts as a failure without details', () => {
  expect(exitName(99 as ExitCode)).toBe('OCF_ERR_GENERIC');
});

it('every code has its name and words', () => {
  expect(Object.values(exitCodes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 190]);
  for (const code of Object.values(exitCodes)) {
    expect(exitCodes[exitName(code)]).toBe(code);
    expect(exitWords[exitName(code)].length).toBeGreaterThan(10);
  }
});
