import { AgentError } from '../../src/domain/errors.ts';
import type { HostNetwork, NetworkWish, ReleaseRequest } from '../../src/domain/ports.ts';
import type { FakeLinks } from './fake-links.ts';

/** A host whose links are those of a FakeLinks: configuring and releasing shows there. */
export class FakeHostNetwork implements HostNetwork {
  readonly #links: FakeLinks;
  /** By ENI id: the table and link the agent's rules and routes stand for. */
  readonly #routing = new Map<string, { ifindex: number; wish: NetworkWish }>();
  #failure: AgentError | undefined;

  constructor(links: FakeLinks) {
    this.#links = links;
  }

  /** From now on every call fails; undefined: they work again. */
  fail(error: AgentError | undefined): void {
    this.#failure = error;
  }

  /** True while rules or routes of the agent are there for the ENI. */
  hasRouting(eniId: string): boolean {
    return this.#routing.has(eniId);
  }

  async checkTools(): Promise<void> {
    await this.#attempt();
  }

  anticipate(): void {
    // Everything takes no time here.
  }

  async inspect(wish: NetworkWish): Promise<readonly string[]> {
    await this.#attempt();
    const link = await this.#links.findByMac(wish.mac);
    if (link === undefined) return [`no link with MAC ${wish.mac} is here`];
    if (wish.interfaceConfig === 'none') return [];
    const differences: string[] = [];
    if (!link.up) differences.push(`${link.name} is down`);
    const wanted = wish.interfaceConfig === 'system' ? wish.ipv4 : [...wish.ipv4, ...wish.ipv6];
    for (const address of wanted) {
      if (!link.addresses.includes(address))
        differences.push(`address ${address} is missing on ${link.name}`);
    }
    if (wish.interfaceConfig === 'system') return differences;
    const routing = this.#routing.get(wish.eniId);
    // Routes go with the link they lead to.
    if (routing?.ifindex !== link.ifindex) differences.push('the rules and routes are missing');
    else if (routing.wish.egress !== wish.egress) differences.push('the rules are not as wished');
    return differences;
  }

  async configure(wish: NetworkWish): Promise<void> {
    await this.#attempt();
    if (wish.interfaceConfig === 'none' || wish.interfaceConfig === 'system') return;
    const link = await this.#links.findByMac(wish.mac);
    if (link === undefined) throw new AgentError('host', `no link with MAC ${wish.mac} is here`);
    this.#links.change(wish.mac, { up: true, running: true, addresses: [...wish.ipv4, ...wish.ipv6] });
    this.#routing.set(wish.eniId, { ifindex: link.ifindex, wish });
  }

  async release({ eniId, mac }: ReleaseRequest): Promise<void> {
    await this.#attempt();
    this.#routing.delete(eniId);
    if (mac !== undefined) this.#links.change(mac, { up: false, running: false, addresses: [] });
  }

  async #attempt(): Promise<void> {
    await Promise.resolve();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
