import type { Clock } from '../model/clock.ts';

export interface LoggedRequest {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly service: 'ec2' | 'sts' | 'imds';
  /** The action, or for IMDS the path after `/latest/`. */
  readonly action: string;
  readonly method: string;
  /** Requests with the same number came over one connection. */
  readonly connection: number;
  readonly caller: {
    readonly accessKeyId?: string | undefined;
    /** Name of the user or role. */
    readonly principal?: string | undefined;
    readonly instanceId?: string | undefined;
  };
  readonly parameters: Readonly<Record<string, string>>;
  /** Ids of the faults that struck it. */
  readonly faults: readonly string[];
  /** Undefined while it is under way, or when it got no answer. */
  readonly status?: number | undefined;
  /** Error code; undefined for a success. */
  readonly code?: string | undefined;
  readonly answered?: boolean | undefined;
  readonly durationMs?: number | undefined;
}

export type NewRequest = Omit<LoggedRequest, 'seq' | 'atMs' | 'status' | 'code' | 'answered' | 'durationMs'>;

/** Every request in the order of arrival, those under way included. */
export class RequestLog {
  readonly #clock: Clock;
  #requests: LoggedRequest[] = [];
  #lastSeq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns what to call at the end of the request. */
  begin(request: NewRequest): (outcome: Pick<LoggedRequest, 'status' | 'code' | 'answered'>) => void {
    this.#lastSeq += 1;
    const seq = this.#lastSeq;
    const beganMs = performance.now();
    this.#requests.push({ seq, atMs: this.#clock.now(), ...request });
    return (outcome) => {
      const at = this.#requests.findLastIndex((entry) => entry.seq === seq);
      const entry = this.#requests[at];
      if (entry) this.#requests[at] = { ...entry, ...outcome, durationMs: performance.now() - beganMs };
    };
  }

  after(seq = 0): readonly LoggedRequest[] {
    return this.#requests.filter((request) => request.seq > seq);
  }

  clear(): void {
    this.#requests = [];
  }
}
