import { internetHost } from '../emulator/fabric/plan.ts';
import { NamespaceProcess } from './namespace-process.ts';
import type { TrafficProtocol, TrafficSample } from './traffic-sample.ts';

export interface TrafficOptions {
  readonly clientNetns: string;
  readonly internetNetns: string;
  /** Address of the internet host that is asked; its IPv4 one by default. */
  readonly host?: string;
  readonly intervalMs?: number;
  /** How long an answer may take; 400 ms by default. */
  readonly timeoutMs?: number;
  readonly protocols?: readonly TrafficProtocol[];
  readonly onSample?: (sample: TrafficSample) => void;
}

const echoPort = 7007;
const defaultAnswerTimeoutMs = 400;

/**
 * A client that sends requests to a host on the internet all the time, both in namespaces of their own. Start it before
 * the ENI is there to see the outage end, too.
 */
export class Traffic implements AsyncDisposable {
  /** What became of the requests so far, in the order in which it became known. */
  readonly samples: TrafficSample[] = [];
  readonly #processes: NamespaceProcess[] = [];
  readonly #listeners = new Set<(sample: TrafficSample) => void>();
  readonly #answerTimeoutMs: number;

  private constructor(answerTimeoutMs: number) {
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** Starts both ends; requests are under way when it resolves. Throws if the internet host does not listen within 10 s. */
  static async start(options: TrafficOptions): Promise<Traffic> {
    const traffic = new Traffic(options.timeoutMs ?? defaultAnswerTimeoutMs);
    if (options.onSample !== undefined) traffic.#listeners.add(options.onSample);
    try {
      await traffic.#run(options.internetNetns, 'traffic-echo.ts', [String(echoPort)]).firstLine();
      traffic.#startProbe(options);
      return traffic;
    } catch (error) {
      await traffic.stop();
      throw error;
    }
  }

  /** The first request answered among those sent at or after `sinceMs`. Throws if none was within `timeoutMs` from now. */
  firstAnswer(sinceMs: number, timeoutMs: number): Promise<TrafficSample> {
    const wanted = ({ ok, atMs }: TrafficSample): boolean => ok && atMs >= sinceMs;
    return this.#first(wanted, timeoutMs, 'no answer from the internet host');
  }

  /** The first request without an answer among those sent at or after `sinceMs`. Throws if none was within `timeoutMs` from now. */
  firstLoss(sinceMs: number, timeoutMs: number): Promise<TrafficSample> {
    const wanted = ({ ok, atMs }: TrafficSample): boolean => !ok && atMs >= sinceMs;
    return this.#first(wanted, timeoutMs, 'every request was answered');
  }

  /** Resolves when the fate of all requests sent before `untilMs` is among the samples. To be asked before `outages`. */
  async settled(untilMs: number): Promise<void> {
    // Requests are given up in the order in which they were sent.
    const wanted = ({ atMs }: TrafficSample): boolean => atMs >= untilMs + this.#answerTimeoutMs;
    const patienceMs = Math.max(0, untilMs - Date.now()) + 2 * this.#answerTimeoutMs + 5000;
    await this.#first(wanted, patienceMs, 'the client sends no requests');
  }

  /** Ends both processes. Requests still under way are not reported. */
  async stop(): Promise<void> {
    await Promise.all(this.#processes.splice(0).map((running) => running.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #first(
    isWanted: (sample: TrafficSample) => boolean,
    timeoutMs: number,
    failure: string,
  ): Promise<TrafficSample> {
    const known = this.samples.find(isWanted);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const listen = (sample: TrafficSample): void => {
        if (isWanted(sample)) finish(() => resolve(sample));
      };
      const finish = (how: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(listen);
        how();
      };
      const timer = setTimeout(() => {
        finish(() => reject(new Error(`${failure} within ${timeoutMs} ms`)));
      }, timeoutMs);
      this.#listeners.add(listen);
    });
  }

  #startProbe(options: TrafficOptions): void {
    const args = {
      host: options.host ?? internetHost.ipv4,
      port: echoPort,
      interval: options.intervalMs ?? 50,
      timeout: this.#answerTimeoutMs,
      protocols: (options.protocols ?? ['udp']).join(),
    };
    const argv = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#run(options.clientNetns, 'traffic-probe.ts', argv, (line) => {
      const sample = JSON.parse(line) as TrafficSample;
      this.samples.push(sample);
      for (const listener of this.#listeners) listener(sample);
    });
  }

  #run(
    netns: string,
    script: string,
    args: readonly string[],
    onLine: (line: string) => void = () => undefined,
  ): NamespaceProcess {
    const running = new NamespaceProcess(netns, new URL(script, import.meta.url), args, onLine);
    this.#processes.push(running);
    return running;
  }
}
