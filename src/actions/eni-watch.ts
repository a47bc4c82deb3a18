import type { Eni, EniFacts, Subnet } from '../domain/eni.ts';
import { asAgentError } from '../domain/errors.ts';
import type { Ec2View, LinkView } from '../domain/observation.ts';
import { patience } from '../domain/patience.ts';
import type { NetworkWish } from '../domain/ports.ts';
import type { ActionContext } from './action-context.ts';
import { factsOf, wishFor } from './eni-wish.ts';
import { lacksOfLink, observeKernel, observeStranger } from './observe-link.ts';
import { deadlineOrGrace, within } from './within.ts';

/** The two witnesses, as start, stop and monitor read them, and what was learned of the ENI on the way. */
export interface EniWatch {
  /**
   * Asks EC2; never throws: no answer is an observation too. Where time runs out over it, what came a moment before tells
   * more: EC2 was not unreachable, there was just no time to ask again. Facts that are new are kept on disk.
   */
  ec2(untilMs: number): Promise<Ec2View>;
  /** Begins what link() will ask of the host, where the ENI's link is here to be looked at. */
  anticipate(): Promise<void>;
  /** The kernel's view, with everything that start configures. Throws AgentError when the kernel cannot be read. */
  link(): Promise<LinkView>;
  /** The kernel's view of the link alone: enough where only its presence matters, and no process is started. */
  presence(): Promise<LinkView>;
  /** What the host must look like. Asks EC2 for the subnet's range when nobody told it yet; throws AgentError. */
  wish(): Promise<NetworkWish>;
  /** Sleeps up to `ms`, and wakes early when the ENI's link comes or goes. */
  pause(ms: number): Promise<void>;
}

export async function watchEni({ parameters, ports, deadlineMs }: ActionContext): Promise<EniWatch> {
  const { eniId } = parameters;
  const { clock, links } = ports;
  let facts: EniFacts | undefined = await ports.facts.read(eniId);
  let eni: Eni | undefined;
  /** The one that is under way, for all who wait for it. */
  let subnetLook: Promise<Subnet> | undefined;
  let last: { readonly view: Ec2View; readonly atMs: number } | undefined;

  const learn = async (news: EniFacts) => {
    const known = facts;
    facts = news;
    if (JSON.stringify(known) !== JSON.stringify(news)) await ports.facts.write(news);
  };

  const lastWord = (): Ec2View | undefined => {
    if (last === undefined) return undefined;
    const fresh = clock.nowMs() - last.atMs < patience.contradictionMs;
    return fresh || last.view.kind === 'unknown' ? last.view : undefined;
  };

  /** undefined also where the kernel could not be read: the next look meets the failure and reports it. */
  const present = async (): Promise<boolean | undefined> => {
    if (facts === undefined) return undefined;
    return links.findByMac(facts.mac).then(
      (link) => link !== undefined,
      () => undefined,
    );
  };

  const watch: EniWatch = {
    async ec2(untilMs) {
      let view: Ec2View;
      try {
        eni = await within(clock, untilMs, 'EC2', ports.enis.describeEni(eniId));
        await learn(factsOf(eni, facts));
        view = { kind: 'known', eni };
      } catch (caught) {
        const word = clock.nowMs() >= untilMs ? lastWord() : undefined;
        if (word !== undefined) return word;
        const error = asAgentError(caught);
        view = { kind: error.kind === 'eni-not-found' ? 'absent' : 'unknown', error };
      }
      last = { view, atMs: clock.nowMs() };
      return view;
    },
    async presence() {
      if (facts === undefined) {
        const untilMs = deadlineOrGrace(clock, deadlineMs);
        const eniIdsByMac = () => within(clock, untilMs, 'IMDS', ports.identity.eniIdsByMac());
        return observeStranger(links, eniIdsByMac, eniId);
      }
      return observeKernel(ports, facts, parameters.interfaceConfig);
    },
    async anticipate() {
      const ours = parameters.interfaceConfig === 'auto' || parameters.interfaceConfig === 'agent';
      if (ours && (await present()) === true) ports.host.anticipate();
    },
    async link() {
      const kernel = await watch.presence();
      if (kernel.kind !== 'present' || parameters.interfaceConfig === 'none') return kernel;
      if (kernel.lacks.length > 0 || facts === undefined || eni === undefined) return kernel;
      const link = await links.findByMac(facts.mac);
      if (link === undefined) return { kind: 'absent' };
      // Whether IPv6 addresses are missed is for the host network to say: the kernel may not do IPv6 here.
      const bare = lacksOfLink(link, eni.ipv4);
      if (bare.length > 0) return { ...kernel, lacks: bare };
      const inspection = ports.host.inspect(await watch.wish());
      const untilMs = deadlineOrGrace(clock, deadlineMs);
      return { ...kernel, lacks: await within(clock, untilMs, 'the host network', inspection) };
    },
    async wish() {
      if (eni === undefined || facts === undefined) throw new Error('wish() before EC2 described the ENI');
      if (facts.ipv4Cidr === undefined) {
        const { subnetId } = eni;
        subnetLook ??= within(clock, deadlineMs, 'EC2', ports.surroundings.describeSubnet(subnetId)).finally(
          () => (subnetLook = undefined),
        );
        const { ipv4Cidr, ipv6Cidrs } = await subnetLook;
        await learn({ ...facts, ipv4Cidr, ipv6Cidrs });
      }
      const wish = wishFor(eni, facts, parameters);
      if (wish === undefined) throw new Error('the subnet has no IPv4 range');
      return wish;
    },
    async pause(ms) {
      const before = await present();
      const untilMs = clock.nowMs() + ms;
      while (clock.nowMs() < untilMs && (await present()) === before) {
        await links.waitForChange(Math.max(1, untilMs - clock.nowMs()));
      }
    },
  };
  return watch;
}
