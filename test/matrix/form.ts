import { randomInt } from 'node:crypto';
import { representativeCells, sampleCells, spellCell, type Cell } from './cell.ts';

const {
  ENI_AGENT_MATRIX: length,
  ENI_AGENT_MATRIX_SEED: seedText,
  ENI_AGENT_MATRIX_ONLY: only,
} = process.env;
const seed = seedText === undefined ? randomInt(1_000_000) : Number(seedText);

function choose(cells: readonly Cell[]): readonly Cell[] {
  if (only !== undefined) return cells.filter((cell) => spellCell(cell).includes(only));
  return length === 'full' ? representativeCells(cells, seed) : sampleCells(cells, seed);
}

/**
 * How much is tried: each class of fault at every call with ENI_AGENT_MATRIX=full, otherwise at one call of each action.
 * ENI_AGENT_MATRIX_SEED repeats a run, ENI_AGENT_MATRIX_ONLY tries the cells whose name contains it.
 */
export const form = {
  choose,
  words: `${length === 'full' ? 'the full form' : 'a sample'}, ENI_AGENT_MATRIX_SEED=${seed}`,
  seed,
  full: length === 'full',
  /** Much of the time is spent waiting for time limits. */
  labs: 4,
  timeoutMs: length === 'full' ? 4 * 3_600_000 : 900_000,
};
