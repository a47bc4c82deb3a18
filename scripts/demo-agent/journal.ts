import type { AgentLab } from '../../test/lab/agent-lab.ts';
import { outages, type Outage } from '../../test/lab/outages.ts';
import type { Traffic } from '../../test/lab/traffic.ts';
import type { CloudEvent } from '../../test/emulator/model/event-log.ts';

/** What happened when, in ms since the epoch. */
interface Entry {
  readonly atMs: number;
  readonly what: string;
}

/** Shorter gaps are single requests that went astray. */
const leastOutageMs = 100;

/** Collects what is done, what EC2 records and what the client notices, and tells it in the order of time. */
export class Journal {
  readonly #lab: AgentLab;
  readonly #traffic: Traffic;
  readonly #nameOf: (instanceId: string) => string;
  readonly #startMs = Date.now();
  #fromMs = this.#startMs;
  #notes: Entry[] = [];
  #lastEvent = 0;

  constructor(lab: AgentLab, traffic: Traffic, nameOf: (instanceId: string) => string) {
    this.#lab = lab;
    this.#traffic = traffic;
    this.#nameOf = nameOf;
  }

  note(what: string): void {
    this.#notes.push({ atMs: Date.now(), what });
  }

  /** The outages since it was last asked. The fate of all requests until now is known when it resolves. */
  async outages(): Promise<readonly Outage[]> {
    await this.#traffic.settled(Date.now());
    return outages(
      this.#traffic.samples.filter(({ atMs }) => atMs >= this.#fromMs),
      leastOutageMs,
    );
  }

  /** One line for each thing that happened since it was last asked. */
  tell(suffered: readonly Outage[]): readonly string[] {
    const { events } = this.#lab.emulator.cloud;
    const entries: Entry[] = [
      ...this.#notes.splice(0),
      ...events.after(this.#lastEvent).map((event) => ({ atMs: event.atMs, what: this.#spell(event) })),
      ...suffered.flatMap(({ fromMs, toMs, recovered }) => [
        { atMs: fromMs, what: 'client: the first request without an answer' },
        ...(recovered ? [{ atMs: toMs, what: 'client: requests are answered again' }] : []),
      ]),
    ];
    this.#lastEvent = events.lastSeq;
    this.#fromMs = Date.now();
    return entries
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(({ atMs, what }) => `${((atMs - this.#startMs) / 1000).toFixed(3).padStart(8)} s  ${what}`);
  }

  #spell({ kind, instanceId, detail }: CloudEvent): string {
    const where = instanceId === undefined ? '' : ` ${this.#nameOf(instanceId)}`;
    return `EC2: ${kind}${where}${detail === undefined ? '' : ` (${detail})`}`;
  }
}
