import { seededRandom, type Random } from '../../test/emulator/model/random.ts';

/** What happens next. Nodes are named by what they are when it begins, so that a plan does not depend on how a run goes. */
export interface Operation {
  /** From 1. */
  readonly number: number;
  readonly kind: string;
  readonly on: 'active' | 'passive';
  /** Time that passes before it begins. */
  readonly pauseMs: number;
  /** Numbers in [0, 1) for the operation to make of what it needs. */
  readonly dice: readonly [number, number, number];
  readonly trouble: Trouble | undefined;
}

/** Something in the cloud that is worse than usual for a while. */
export interface Trouble {
  readonly kind: string;
  /** When it begins, counted from the beginning of the operation. */
  readonly afterMs: number;
  readonly forMs: number;
  readonly dice: readonly [number, number];
}

export interface Choice {
  readonly name: string;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
}

/** How often an operation meets a trouble. */
const troubleShare = 0.45;

/** An endless sequence that depends on the seed and the choices alone. */
export function* planOperations(
  seed: number,
  kinds: readonly Choice[],
  troubles: readonly Choice[],
): Generator<Operation, never> {
  const random = seededRandom(seed);
  for (let number = 1; ; number += 1) {
    const kind = pick(kinds, random());
    const on = random() < 0.75 ? 'active' : 'passive';
    const pauseMs = Math.round(random() * 1_500);
    const dice = [random(), random(), random()] as const;
    yield { number, kind, on, pauseMs, dice, trouble: planTrouble(troubles, random) };
  }
}

/** Draws as many numbers whether there is a trouble or not, so that leaving troubles out changes nothing else. */
function planTrouble(troubles: readonly Choice[], random: Random): Trouble | undefined {
  const [share, which, after, length, ...dice] = [
    random(),
    random(),
    random(),
    random(),
    random(),
    random(),
  ] as const;
  if (share >= troubleShare || troubles.length === 0) return undefined;
  return {
    kind: pick(troubles, which),
    afterMs: Math.round(after * 4_000),
    forMs: Math.round(500 + length ** 3 * 19_500),
    dice,
  };
}

function pick(choices: readonly Choice[], at: number): string {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = at * total;
  for (const { name, weight } of choices) {
    left -= weight;
    if (left < 0) return name;
  }
  throw new Error('there is nothing to choose from');
}
