import type { Situation } from './situation.ts';
import { Stage } from './stage.ts';

/** One thing to try on a stage. */
export interface Job {
  readonly situation: Situation;
  /** What is tried, as it is named in reports. */
  readonly name: string;
}

export interface Report<J extends Job, Result> {
  readonly job: J;
  readonly result?: Result;
  /** What the agent did that it must not. */
  readonly violation?: string;
}

/** How often a long run says how far it is. */
const sayEvery = 500;

/**
 * Tries jobs in several labs at a time; a lab in which something went wrong is replaced. Says each violation at once, and
 * now and then how far it is.
 */
export async function runOnStages<J extends Job, Result>(
  jobs: readonly J[],
  labs: number,
  attempt: (stage: Stage, job: J) => Promise<Result>,
): Promise<readonly Report<J, Result>[]> {
  const waiting = [...jobs];
  const reports: Report<J, Result>[] = [];
  const worker = async () => {
    let stage: Stage | undefined;
    try {
      for (let job = take(waiting, stage); job !== undefined; job = take(waiting, stage)) {
        try {
          stage ??= await Stage.create();
          reports.push({ job, result: await attempt(stage, job) });
        } catch (error) {
          const violation = `${job.name}: ${error instanceof Error ? error.message : String(error)}`;
          console.log(`violation: ${violation}`);
          reports.push({ job, violation });
          await stage?.[Symbol.asyncDispose]();
          stage = undefined;
        }
        if (reports.length % sayEvery === 0) console.log(`${reports.length} of ${jobs.length} tried`);
      }
    } finally {
      await stage?.[Symbol.asyncDispose]();
    }
  };
  await Promise.all(Array.from({ length: labs }, worker));
  return reports;
}

/** The next job, where possible one that begins with what the last one ended with. */
function take<J extends Job>(waiting: J[], stage: Stage | undefined): J | undefined {
  const holder = stage?.holder();
  const at = waiting.findIndex(({ situation }) => situation.holder === holder);
  return waiting.splice(Math.max(0, at), 1)[0];
}
