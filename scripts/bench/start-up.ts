import { standUp } from './bench-stand.ts';
import { bareNode, otherCases, ownCases } from './cases.ts';
import { measureInterleaved, type Measured } from './measure-interleaved.ts';
import type { Progress } from './section.ts';

export interface StartUpOptions {
  readonly rounds: number;
  /** Only cases whose name contains one of these, and bare Node; empty: all. */
  readonly only: readonly string[];
  /** Leave out what others offer. */
  readonly ownOnly: boolean;
}

/** What each action costs as a process, beside bare Node and what else could be used. */
export async function measureStartUp(
  folder: string,
  { rounds, only, ownOnly }: StartUpOptions,
  progress: Progress,
): Promise<readonly Measured[]> {
  await using stand = await standUp(folder);
  const all = [...ownCases(stand), ...(ownOnly ? [] : otherCases(stand))];
  const cases = all.filter(
    ({ name }) => name === bareNode || only.length === 0 || only.some((text) => name.includes(text)),
  );
  return await measureInterleaved(cases, {
    base: bareNode,
    rounds,
    meter: stand.meter,
    control: stand.host.control,
    onRound: (done) => progress(done > 0 ? `start-up: round ${done} of ${rounds}` : 'start-up: warming up'),
  });
}
