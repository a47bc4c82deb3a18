/** One of the long runs that make up the proof. */
export interface Part {
  readonly name: string;
  readonly about: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** The parts of one round run side by side, the rounds one after the other. */
  readonly round: number;
  /** How long it takes proves nothing, so it leaves the processor to the others. */
  readonly yields?: true;
  /** Only a run that hangs takes longer. */
  readonly timeoutMs: number;
  /** What to look for in its output. */
  readonly figures: readonly FigurePattern[];
}

/** A number in the output of a part. The proof fails if it is not there: nothing was proved then. */
export interface FigurePattern {
  readonly name: string;
  /** Its first group is the number. */
  readonly pattern: RegExp;
  /** Several of them are added up; otherwise the last one counts. */
  readonly sum?: boolean;
}

export interface Figure {
  readonly name: string;
  /** Undefined: the output does not say. */
  readonly value: number | undefined;
}

const colours = /\x1b\[[\d;]*m/g;

/** Reads the numbers that a part printed. */
export function readFigures(output: string, patterns: readonly FigurePattern[]): Figure[] {
  const plain = output.replace(colours, '');
  return patterns.map(({ name, pattern, sum }) => {
    const found = [...plain.matchAll(new RegExp(pattern.source, 'gm'))].map((match) =>
      Number((match[1] ?? '').replaceAll(',', '')),
    );
    const value = sum === true && found.length > 0 ? found.reduce((one, other) => one + other) : found.at(-1);
    return { name, value };
  });
}
