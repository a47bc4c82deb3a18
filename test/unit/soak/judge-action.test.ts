import { describe, expect, it } from 'vitest';
import type { Holding } from '../../../scripts/soak/eni-history.ts';
import { judgeAction } from '../../../scripts/soak/judge-action.ts';
import type { KernelView, WitnessedAction } from '../../../scripts/soak/witnessed-action.ts';

const here = 'i-here';
const other = 'i-other';
const address = '10.0.1.50';

const gone: KernelView = { link: undefined, marked: 0 };
const serving: KernelView = { link: { isUp: true, addresses: [address] }, marked: 3 };
const bare: KernelView = { link: { isUp: false, addresses: [] }, marked: 0 };

function held(by: string, fromMs: number, toMs = Infinity): Holding {
  return { instanceId: by, fromMs, attachedMs: fromMs + 800, detachingMs: toMs - 1_200, toMs };
}

function judge(
  action: WitnessedAction['action'],
  exitCode: number,
  [before, after]: readonly [KernelView, KernelView],
  history: readonly Holding[],
): string | undefined {
  const seen = { beginMs: 10_000, endMs: 15_000, action, intervalMs: 0, exitCode, before, after };
  return judgeAction(seen, { instanceId: here, addresses: [address], history });
}

describe('an exit code that may be true', () => {
  it.each([
    ['start that attached it', 'start', 0, gone, serving, [held(here, 11_000)]],
    ['start of what was there', 'start', 0, serving, serving, [held(here, 1_000)]],
    [
      'start whose ENI was taken at once',
      'start',
      0,
      gone,
      gone,
      [held(here, 11_000, 15_100), held(other, 15_100)],
    ],
    ['start that failed', 'start', 1, gone, gone, [held(other, 1_000)]],
    ['stop that detached it', 'stop', 0, serving, gone, [held(here, 1_000, 14_000)]],
    ['stop of what is elsewhere', 'stop', 0, gone, gone, [held(other, 1_000)]],
    ['stop with a link that lingers', 'stop', 0, serving, bare, [held(here, 1_000, 12_000)]],
    ['stop that failed', 'stop', 1, serving, serving, [held(here, 1_000)]],
    ['monitor while it serves', 'monitor', 0, serving, serving, [held(here, 1_000)]],
    ['monitor while it appears', 'monitor', 0, gone, serving, [held(here, 9_000)]],
    ['monitor without it', 'monitor', 7, gone, gone, [held(other, 1_000)]],
    ['monitor while it goes', 'monitor', 7, serving, gone, [held(here, 1_000, 12_000)]],
    ['probe that cannot know', 'monitor', 5, gone, gone, [held(other, 1_000)]],
    ['degraded monitor', 'monitor', 190, serving, serving, [held(here, 1_000)]],
  ] as const)('%s', (_, action, exitCode, before, after, history) => {
    expect(judge(action, exitCode, [before, after], history)).toBeUndefined();
  });
});

describe('an exit code that is a lie', () => {
  it.each([
    ['start, EC2 has it elsewhere', 'start', 0, gone, serving, [held(other, 1_000)], 'at no time'],
    ['start, still attaching', 'start', 0, gone, gone, [held(here, 14_900)], 'at no time'],
    ['start, no link', 'start', 0, gone, gone, [held(here, 11_000)], 'not here'],
    ['start, no address', 'start', 0, gone, bare, [held(here, 11_000)], 'down with no address'],
    ['stop, address left', 'stop', 0, serving, serving, [held(here, 1_000, 14_000)], 'still here'],
    [
      'stop, link left up',
      'stop',
      0,
      serving,
      { link: { isUp: true, addresses: [] }, marked: 0 },
      [],
      'still up',
    ],
    ['stop, rules left', 'stop', 0, serving, { link: undefined, marked: 2 }, [], '2 of its rules'],
    ['stop, attached all the time', 'stop', 0, serving, gone, [held(here, 1_000)], 'all the time'],
    ['start, hard error', 'start', 4, gone, gone, [held(other, 1_000)], 'configured wrong'],
    ['stop, hard error', 'stop', 5, gone, gone, [held(other, 1_000)], 'configured wrong'],
    ['monitor 0 without a link', 'monitor', 0, gone, gone, [held(here, 1_000)], 'not here'],
    ['monitor 0 without the address', 'monitor', 0, bare, bare, [held(here, 1_000)], 'no address'],
    ['monitor 7 of a link that serves', 'monitor', 7, serving, serving, [held(here, 1_000)], 'is here'],
  ] as const)('%s', (_, action, exitCode, before, after, history, why) => {
    expect(judge(action, exitCode, [before, after], history)).toContain(why);
  });
});
