interface Version<T> {
  readonly atMs: number;
  /** Undefined: the record was deleted at that time. */
  readonly value: T | undefined;
}

/**
 * Records that remember what they were, so that a describe can answer from before a change, as an eventually
 * consistent service does. Values are immutable: change one by setting a new one.
 */
export class VersionedMap<T> {
  readonly #records = new Map<string, Version<T>[]>();
  readonly #now: () => number;
  readonly #horizonMs: number;

  /** Versions that were replaced more than `horizonMs` ago are forgotten. */
  constructor(now: () => number, horizonMs = 600_000) {
    this.#now = now;
    this.#horizonMs = horizonMs;
  }

  set(id: string, value: T): void {
    this.#write(id, value);
  }

  delete(id: string): void {
    this.#write(id, undefined);
  }

  /** The record now, or as it was at `asOfMs`; a record younger than that is shown as it began. */
  get(id: string, asOfMs = Infinity): T | undefined {
    const versions = this.#records.get(id);
    if (!versions) return undefined;
    const seen = versions.findLast((version) => version.atMs <= asOfMs) ?? versions[0];
    return seen?.value;
  }

  list(asOfMs = Infinity): T[] {
    return [...this.#records.keys()].flatMap((id) => this.get(id, asOfMs) ?? []);
  }

  #write(id: string, value: T | undefined): void {
    const nowMs = this.#now();
    const versions = this.#records.get(id) ?? [];
    versions.push({ atMs: nowMs, value });
    const firstKept = versions.findLastIndex((version) => version.atMs < nowMs - this.#horizonMs);
    this.#records.set(id, firstKept > 0 ? versions.slice(firstKept) : versions);
  }
}
