import type { Clock } from './clock.ts';

export type EventKind =
  | 'eni-attaching'
  | 'eni-attached'
  | 'eni-detaching'
  | 'eni-detached'
  | 'eni-changed'
  | 'link-plugged'
  | 'link-unplugged'
  | 'instance-state'
  | 'power-off'
  | 'power-on'
  | 'credentials-rotated'
  | 'fabric-failed';

export interface CloudEvent {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly kind: EventKind;
  readonly eniId?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly detail?: string | undefined;
}

/** What happened in the cloud, in order; readers can wait for more. */
export class EventLog {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #events: CloudEvent[] = [];
  #lastSeq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(event: Omit<CloudEvent, 'seq' | 'atMs'>): void {
    this.#lastSeq += 1;
    this.#events.push({ seq: this.#lastSeq, atMs: this.#clock.now(), ...event });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  after(seq = 0): readonly CloudEvent[] {
    return this.#events.filter((event) => event.seq > seq);
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Sequence numbers go on, so that a reader who waits does not miss what follows. */
  clear(): void {
    this.#events = [];
  }

  /** Resolves at the next event, or after `timeoutMs` of real time. */
  changed(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  /** Resolves once `ready` holds, which is asked again at each event; throws after `timeoutMs`. */
  async until(what: string, timeoutMs: number, ready: () => boolean): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (!ready()) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`${what}: not within ${timeoutMs} ms`);
      await this.changed(leftMs);
    }
  }
}
