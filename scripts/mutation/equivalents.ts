/** A mutant that cannot be told from the original by any test, and why. */
export interface Equivalent {
  /** How the path of its file ends. */
  readonly file: string;
  /** Part of the line in which it begins. */
  readonly source: string;
  readonly replacement: string;
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [];
