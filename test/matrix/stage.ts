import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setGuestAcknowledges } from '../emulator/model/power.ts';
import { eniLink, onNode, snapshotOf } from '../integration/agent/node-state.ts';
import { holderOf } from '../integration/agent/cloud-state.ts';
import { AgentLab, type CallOptions, type Environment } from '../lab/agent-lab.ts';
import type { ProgramRun } from '../lab/run-program.ts';
import { foreignNetwork } from '../lab/foreign-network.ts';
import { cast, oneArmed } from '../lab/topology.ts';
import type { Route } from './fault-class.ts';
import { NamedEndpoint } from './named-endpoint.ts';
import type { Holder, Situation } from './situation.ts';
import { Violation } from './violation.ts';

const { nodeA, nodeB, eni } = cast;

/** Nothing hurries these calls, and nothing goes wrong with them. */
const calm: Environment = { OCF_RESKEY_CRM_meta_timeout: '20000' };

const facts = {
  eniId: eni,
  mac: cast.eniMac,
  primaryIpv4: '10.0.1.50',
  subnetId: cast.publicSubnet,
  ipv4Cidr: '10.0.1.0/24',
  ipv6Cidrs: [],
};

/** A lab that is brought from one situation to the next, and knows what its nodes should look like. */
export class Stage implements AsyncDisposable {
  readonly lab: AgentLab;
  readonly named: NamedEndpoint;
  /** Node A's network configuration without the ENI, and serving it. */
  readonly #without: string;
  readonly #serving: string;

  private constructor(lab: AgentLab, named: NamedEndpoint, without: string, serving: string) {
    this.lab = lab;
    this.named = named;
    this.#without = without;
    this.#serving = serving;
  }

  static async create(): Promise<Stage> {
    const lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    try {
      // Whatever is tried here, things of others are to be left alone.
      for (const command of foreignNetwork) await onNode(lab, nodeA, command);
      const without = await pictureOf(lab);
      await succeed(lab, nodeA, 'start');
      const serving = await pictureOf(lab);
      await succeed(lab, nodeA, 'stop');
      return new Stage(lab, await NamedEndpoint.create(lab), without, serving);
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What a call of the agent needs so that it finds EC2 this way. */
  route(route: Route): { env: Environment; wrapper: readonly string[] } {
    return this.named.through(route);
  }

  /** Makes the world that the situation begins with; node A is where its action is called. */
  async prepare({ holder, firstTime, peerHangs }: Situation): Promise<void> {
    await this.calmDown();
    if (this.holder() !== holder) await this.#moveTo(holder);
    const { enis } = this.lab.emulator.cloud;
    enis.set(eni, { ...this.lab.emulator.cloud.eni(eni), sourceDestCheck: false });
    if (firstTime) await this.forget();
    if (peerHangs === true) setGuestAcknowledges(this.lab.emulator.cloud, nodeB, false);
  }

  /** Node A knows nothing of the ENI. */
  async forget(): Promise<void> {
    await rm(join(this.lab.folder, nodeA), { recursive: true, force: true });
  }

  call(situation: Situation, env: Environment = {}, options: CallOptions = {}): Promise<ProgramRun> {
    return this.lab.agent(nodeA, situation.action, { ...situation.env, ...env }, options);
  }

  /** No fault is in force any more, and nothing is under way in EC2. */
  async calmDown(): Promise<void> {
    const { emulator } = this.lab;
    emulator.faults.remove();
    this.named.dns = 'address';
    this.named.tls = 'true';
    emulator.credentials.rotate(nodeA);
    emulator.configure({ clockSkewMs: 0 });
    setGuestAcknowledges(emulator.cloud, nodeB, true);
    const { attachment } = emulator.cloud.eni(eni);
    if (attachment !== undefined && attachment.status !== 'attached') {
      await emulator.cloud.events.until('EC2 at rest', 3_000, () => {
        const status = emulator.cloud.eni(eni).attachment?.status;
        return status === undefined || status === 'attached';
      });
    }
  }

  /** EC2 and node A agree that the ENI is here and all of it configured, or that nothing of it is left here. */
  async expectPlace(place: 'here' | 'not here', when: string): Promise<void> {
    const holder = holderOf(this.lab);
    if ((holder === `${nodeA} attached`) !== (place === 'here'))
      throw new Violation(`${when}, EC2 should say "${place}" and says: ${holder}`);
    const host = await pictureOf(this.lab);
    const wanted = place === 'here' ? this.#serving : this.#without;
    if (host !== wanted)
      throw new Violation(`${when}, node A is not as it should be: ${difference(wanted, host)}`);
  }

  /** EC2 does not have the ENI here, and node A no link of it. */
  async expectNoUse(when: string): Promise<void> {
    const holder = holderOf(this.lab);
    const link = await eniLink(this.lab, nodeA);
    if (holder === `${nodeA} attached` || link !== undefined)
      throw new Violation(`${when}, the ENI is still of use here: ${holder}, link ${link?.name ?? 'none'}`);
  }

  /** An undisturbed call of the agent, which must answer 0. */
  async succeed(action: 'start' | 'stop', when: string): Promise<void> {
    await succeed(this.lab, nodeA, action, when);
  }

  holder(): Holder {
    const holder = holderOf(this.lab);
    if (holder === 'nobody') return 'nobody';
    return holder.startsWith(nodeA) ? 'here' : 'peer';
  }

  async #moveTo(holder: Holder): Promise<void> {
    if (holder === 'here') return succeed(this.lab, nodeA, 'start');
    if (this.holder() === 'here') await succeed(this.lab, nodeA, 'stop');
    if (holder === 'peer') return succeed(this.lab, nodeB, 'start');
    if (this.holder() === 'peer') await succeed(this.lab, nodeB, 'stop');
  }

  /** What node A keeps about the ENI, if anything, is true. */
  async expectTrueMemory(): Promise<void> {
    const file = join(this.lab.folder, nodeA, 'state', `${eni}.json`);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
      if (JSON.stringify(value) !== JSON.stringify(facts[name as keyof typeof facts]))
        throw new Violation(`node A keeps a wrong ${name}: ${text}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.named[Symbol.asyncDispose]();
    await this.lab[Symbol.asyncDispose]();
  }
}

async function succeed(
  lab: AgentLab,
  node: string,
  action: 'start' | 'stop',
  when = 'undisturbed',
): Promise<void> {
  const run = await lab.agent(node, action, calm);
  if (run.code !== 0)
    throw new Violation(`${when}, ${action} answers ${String(run.code)}: ${run.stderr.trim()}`);
}

/** Node A's network configuration. Which slot the ENI is in, and so what its link is called, does not matter. */
async function pictureOf(lab: AgentLab): Promise<string> {
  const link = await eniLink(lab, nodeA);
  const text = await snapshotOf(lab, nodeA);
  return link === undefined ? text : text.replaceAll(new RegExp(`\\b${link.name}\\b`, 'g'), 'the-eni');
}

function difference(wanted: string, actual: string): string {
  const [before, after] = [wanted.split('\n'), actual.split('\n')];
  const missing = before.filter((line) => !after.includes(line)).map((line) => `- ${line.trim()}`);
  const added = after.filter((line) => !before.includes(line)).map((line) => `+ ${line.trim()}`);
  return [...missing, ...added].join('; ');
}
