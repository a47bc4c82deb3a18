import { randomInt } from 'node:crypto';

const {
  ENI_AGENT_MATRIX: length,
  ENI_AGENT_MATRIX_SEED: seedText,
  ENI_AGENT_MATRIX_ONLY: only,
} = process.env;
const full = length === 'full';

/**
 * How much is tried: everything with ENI_AGENT_MATRIX=full, otherwise a sample. ENI_AGENT_MATRIX_SEED repeats a run,
 * ENI_AGENT_MATRIX_ONLY tries all that has these words in its name, and nothing else.
 */
export const form = {
  full: full || only !== undefined,
  seed: seedText === undefined ? randomInt(1_000_000) : Number(seedText),
  wants: (name: string) => only === undefined || name.includes(only),
  /** Every single fault, not one of each class. */
  everyFault: only !== undefined,
  /** Much of the time is spent waiting for time limits. */
  labs: 12,
  timeoutMs: full ? 4 * 3_600_000 : 900_000,
};
