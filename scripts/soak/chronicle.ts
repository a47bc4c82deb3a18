/** Something that happened, for a reader who wants to understand the order of things. */
export interface Entry {
  readonly atMs: number;
  /** Who saw it. */
  readonly source: string;
  readonly what: string;
}

/** Everything that was seen, by whoever saw it. */
export class Chronicle {
  readonly #entries: Entry[] = [];

  add(source: string, what: string, atMs = Date.now()): void {
    this.#entries.push({ atMs, source, what });
  }

  /** What happened from `fromMs` on, a line each, in order of time, with seconds since `zeroMs`. */
  render(fromMs: number, zeroMs: number): string[] {
    return this.#entries
      .filter(({ atMs }) => atMs >= fromMs)
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(
        ({ atMs, source, what }) =>
          `${((atMs - zeroMs) / 1000).toFixed(2).padStart(8)} s  ${source.padEnd(8)} ${what}`,
      );
  }
}
