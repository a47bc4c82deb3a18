import { AgentError } from '../../src/domain/errors.ts';
import type { Clock, Link, Links } from '../../src/domain/ports.ts';

/** A kernel with links that tests plug in and pull out. As in the kernel, addresses of a link that is not running are hidden. */
export class FakeLinks implements Links {
  readonly #clock: Clock;
  readonly #links = new Map<string, { link: Link; hardware: boolean }>();
  readonly #waiting = new Set<() => void>();
  #nextIfindex = 2;
  #failure: AgentError | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new link: as hot-plugged, down and without address, where `link` does not say otherwise. */
  plug(link: Partial<Link> & Pick<Link, 'mac'>, hardware = true): void {
    const ifindex = this.#nextIfindex;
    this.#nextIfindex += 1;
    const fresh = {
      name: `ens${String(ifindex)}`,
      ifindex,
      up: false,
      running: false,
      mtu: 1500,
      addresses: [],
    };
    const mac = link.mac.toLowerCase();
    this.#links.set(mac, { link: { ...fresh, ...link, mac }, hardware });
    this.#announce();
  }

  unplug(mac: string): void {
    this.#links.delete(mac.toLowerCase());
    this.#announce();
  }

  /** Changes a link that is here; one that is not stays away. */
  change(mac: string, change: Partial<Link>): void {
    const entry = this.#links.get(mac.toLowerCase());
    if (entry === undefined) return;
    this.#links.set(mac.toLowerCase(), { ...entry, link: { ...entry.link, ...change } });
    this.#announce();
  }

  /** From now on every read fails; undefined: reads work again. */
  failReads(message: string | undefined): void {
    this.#failure = message === undefined ? undefined : new AgentError('host', message);
  }

  findByMac(mac: string): Promise<Link | undefined> {
    const entry = this.#links.get(mac.toLowerCase());
    return this.#read(() => (entry === undefined ? undefined : visible(entry.link)));
  }

  hardwareLinks(): Promise<readonly Link[]> {
    return this.#read(() =>
      [...this.#links.values()].filter(({ hardware }) => hardware).map(({ link }) => visible(link)),
    );
  }

  async waitForChange(timeoutMs: number): Promise<void> {
    const over = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => this.#waiting.add(resolve)),
      this.#clock.sleep(timeoutMs, over.signal),
    ]);
    over.abort();
  }

  #read<Value>(read: () => Value): Promise<Value> {
    return this.#failure === undefined ? Promise.resolve(read()) : Promise.reject(this.#failure);
  }

  #announce(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function visible(link: Link): Link {
  return link.running ? link : { ...link, addresses: [] };
}
