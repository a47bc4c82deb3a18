import type { Mutant } from '@stryker-mutator/api/core';

/** What a judging process is told, in the file that the environment variable names. */
export interface Job {
  readonly root: string;
  readonly tests: readonly { readonly name: string; readonly path: string }[];
  readonly mutants: readonly Pick<Mutant, 'id' | 'fileName'>[];
  /** Where to append a line of JSON for every step. */
  readonly journal: string;
}
export const jobVariable = 'MUTATION_JOB';

export type Fate = 'killed' | 'timeout' | 'survived' | 'uncovered';

/** `begin` and no `end`: the mutant hung, or took the process with it. */
export type JournalLine =
  | { readonly at: 'ready'; readonly tests: number }
  | { readonly at: 'broken'; readonly why: string }
  | { readonly at: 'begin'; readonly id: string }
  | { readonly at: 'end'; readonly id: string; readonly fate: Fate; readonly by?: string | undefined };
