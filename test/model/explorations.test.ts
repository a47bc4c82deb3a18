import { afterAll, describe, expect, it } from 'vitest';
import { realDecisions } from './decisions.ts';
import { examine, examineStarts, mostStates, quietWorlds } from './examine.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';

const names = Object.keys(scenarios) as ScenarioName[];

describe('no invariant is ever broken', () => {
  let total = 0;
  afterAll(() => console.log(`${total} states in ${names.length} scenarios`));

  it.each(names.map((name) => [scenarios[name].name, name] as const))('%s', (title, name) => {
    const { states, moves, depth, complete, breach } = examine(name, realDecisions, mostStates);
    total += states;
    const extent = complete ? 'all of them' : `to the bound of ${mostStates}`;
    console.log(`${title}: ${states} states (${extent}), ${moves} moves, depth ${depth}`);
    expect(breach && `${breach.invariant}: ${breach.why}\n${breach.trace.join('\n')}`).toBeUndefined();
  });
});

describe('every start succeeds in time', () => {
  it.each([
    ['wherever it begins', 0, 24],
    ['also when one reply is lost on the way', 1, 200],
  ])('%s', (title, lostReplies, part) => {
    const bound = Math.ceil(mostStates / part);
    const worlds = quietWorlds(['crashing', 'mute', 'lingering', 'stale', 'rivals'], realDecisions, bound);
    const { starts, states, ticks, failed } = examineStarts(worlds, realDecisions, lostReplies);
    console.log(`${starts} starts, ${title}: ${states} states, done after ${ticks} ticks at most`);
    expect(failed && `${failed.why}\n${failed.trace.join('\n')}`).toBeUndefined();
    expect(starts).toBeGreaterThan(25);
  });
});
