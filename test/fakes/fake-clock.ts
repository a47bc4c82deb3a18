import type { Clock } from '../../src/domain/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly act: () => void;
  /** A sleep of the code under test, as opposed to something that the world around it will do. */
  readonly sleep: boolean;
}

/** More steps than any honest action takes: what gets here goes round in circles. */
const mostSteps = 50_000;

/**
 * Virtual time: it stands still while promises settle and then jumps to the next timer, so that a minute of waiting
 * takes milliseconds.
 */
export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#add(ms, resolve, true);
      const drop = () => (this.#timers = this.#timers.filter((other) => other !== timer));
      signal?.addEventListener('abort', drop, { once: true });
    });
  }

  /** What the world does by itself, `ms` from now. */
  later(ms: number, act: () => void): void {
    this.#add(ms, act, false);
  }

  /** Sleeps that nobody has ended yet. */
  get pendingSleeps(): number {
    return this.#timers.filter(({ sleep }) => sleep).length;
  }

  /** The outcome of `work`, with time moving on as fast as it can. Throws where nothing is left to wait for. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const end = () => (state.over = true);
    work.then(end, end);
    for (let steps = 0; ; steps += 1) {
      await settle();
      if (state.over) return work;
      if (steps > mostSteps) throw new Error(`no end after ${steps} steps, at ${this.#nowMs} ms`);
      if (!this.#step(Infinity)) throw new Error(`everybody waits for ever, since ${this.#nowMs} ms`);
    }
  }

  /** Lets `ms` pass. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    do await settle();
    while (this.#step(endMs));
    this.#nowMs = endMs;
  }

  /** The same time as a process sees it that starts now. */
  process(): Clock {
    const startMs = this.#nowMs;
    return { nowMs: () => this.#nowMs - startMs, sleep: (ms, signal) => this.sleep(ms, signal) };
  }

  #add(ms: number, act: () => void, sleep: boolean): Timer {
    const timer = { atMs: this.#nowMs + Math.max(0, ms), act, sleep };
    this.#timers.push(timer);
    return timer;
  }

  /** Runs the next timer up to `endMs`; false where there is none. */
  #step(endMs: number): boolean {
    const [first, ...rest] = this.#timers;
    if (first === undefined) return false;
    const next = rest.reduce((earliest, timer) => (timer.atMs < earliest.atMs ? timer : earliest), first);
    if (next.atMs > endMs) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.act();
    return true;
  }
}

/** All that can happen without time passing has happened: promises first, then the loop's next turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
