import { diffNetwork } from '../../domain/network-diff.ts';
import { AgentError } from '../../domain/errors.ts';
import type { HostChange } from '../../domain/host-change.ts';
import type { HostState } from '../../domain/host-state.ts';
import { routeTableOf } from '../../domain/network-marks.ts';
import { planNetwork } from '../../domain/network-plan.ts';
import { planRelease } from '../../domain/network-release.ts';
import type { Clock, HostNetwork, Links, NetworkWish } from '../../domain/ports.ts';
import { awaitManager, hasAddress, type ManagerPatience } from './await-manager.ts';
import { toBatches } from './batch-lines.ts';
import { parseJsonArrays } from './json-reader.ts';
import { writeLinkSettings } from './link-settings.ts';
import {
  askCommon,
  readHostState,
  type CommonAnswers,
  type LinkMark,
  type ReadRequest,
} from './read-host-state.ts';
import { runIpBatch, type IpRunner } from './run-ip.ts';

export interface Iproute2Options {
  readonly links: Links;
  readonly clock: Clock;
  /** The longest one run of `ip` may take. */
  readonly commandTimeoutMs: number;
  /** Name or path of `ip`. */
  readonly ipCommand?: string;
  readonly sysctlRoot?: string;
  /** Where network managers keep their state. */
  readonly runRoot?: string;
  readonly managerPatience?: ManagerPatience;
}

const systemPollMs = 50;
/** An answer asked for in advance that is older says nothing of now. */
const freshMs = 1_000;

/**
 * The host's network through iproute2 and /proc/sys. A read is one `ip` process or, with IPv6, two side by side; so is a
 * change. Nothing is run where nothing is to be changed.
 */
export function createIproute2HostNetwork(options: Iproute2Options): HostNetwork {
  const { links, clock } = options;
  const runner: IpRunner = { ipCommand: options.ipCommand ?? 'ip', timeoutMs: options.commandTimeoutMs };
  const sysctlRoot = options.sysctlRoot ?? '/proc/sys';
  const runRoot = options.runRoot ?? '/run';
  const patience = options.managerPatience ?? { workMs: 5000, noticeMs: 1000 };

  let anticipated: { readonly answers: Promise<CommonAnswers>; readonly askedMs: number } | undefined;

  const read = (mark: LinkMark, request?: ReadRequest): Promise<HostState> =>
    readHostState(runner, sysctlRoot, mark, request);

  /** What was asked in advance, once, and not if it has become old. */
  function takeAnticipated(): Promise<CommonAnswers> | undefined {
    const taken = anticipated;
    anticipated = undefined;
    return taken !== undefined && clock.nowMs() - taken.askedMs < freshMs ? taken.answers : undefined;
  }

  async function findDifferences(
    wish: NetworkWish,
    request?: ReadRequest,
  ): Promise<readonly HostChange[] | undefined> {
    const found = await links.findByMac(wish.mac);
    if (found === undefined) return undefined;
    const state = await read({ ifindex: found.ifindex }, request);
    if (state.link === undefined) return undefined;
    return diffNetwork(planNetwork(wish, state, state.link.name), state.link, state);
  }

  /** What a link lacks that others configure: their routes and rules are their own affair. */
  async function inspectLink(wish: NetworkWish): Promise<string[]> {
    const link = await links.findByMac(wish.mac);
    if (link === undefined) return [noLink(wish)];
    if (wish.interfaceConfig === 'none') return [];
    if (!link.up) return [`${link.name} is down`];
    if (!link.running) return [`${link.name} has no carrier`];
    return wish.ipv4
      .filter((address) => !hasAddress(link, address))
      .map((address) => `address ${address} is missing on ${link.name}`);
  }

  async function awaitSystem(wish: NetworkWish): Promise<void> {
    const endMs = clock.nowMs() + patience.workMs;
    while ((await inspectLink(wish)).length > 0 && clock.nowMs() < endMs) await clock.sleep(systemPollMs);
  }

  async function apply(changes: readonly HostChange[], force: boolean): Promise<void> {
    const { common, ipv6Rules } = toBatches(changes);
    const forced = force ? ['-force'] : [];
    // First the settings: no packet, and no router advertisement, is to come in before them.
    writeLinkSettings(sysctlRoot, changes);
    if (ipv6Rules.length > 0) await runIpBatch(runner, ['-6', ...forced], ipv6Rules);
    if (common.length > 0) await runIpBatch(runner, forced, common);
  }

  return {
    async checkTools() {
      const commands = ['rule show'];
      parseJsonArrays(await runIpBatch(runner, ['-N', '-json'], commands), commands);
    },

    anticipate() {
      // Starting a process holds everything up for some milliseconds: what is under way already goes out before.
      const answers = new Promise((resolve) => setImmediate(resolve)).then(() => askCommon(runner));
      // Whoever takes the answers meets the failure.
      answers.catch(() => undefined);
      anticipated = { answers, askedMs: clock.nowMs() };
    },

    async inspect(wish) {
      if (isOthersWork(wish)) return inspectLink(wish);
      const common = takeAnticipated();
      // Rules left from IPv6 addresses that the ENI no longer has do no harm until configure() takes them off.
      const changes = await findDifferences(wish, { ipv6Wanted: wish.ipv6.length > 0, common });
      return changes === undefined ? [noLink(wish)] : changes.map(({ what }) => what);
    },

    async configure(wish) {
      if (wish.interfaceConfig === 'none') return;
      if (wish.interfaceConfig === 'system') return awaitSystem(wish);
      if (wish.interfaceConfig === 'auto') await awaitManager(wish, links, clock, runRoot, patience);
      const changes = await findDifferences(wish);
      if (changes === undefined) throw new AgentError('host', noLink(wish));
      await apply(changes, false);
    },

    async release({ eniId, mac, routeTable }) {
      const plan = { altName: eniId, table: routeTableOf(eniId, routeTable) };
      const leftovers = async (): Promise<readonly HostChange[]> => {
        const mark =
          mac === undefined ? { altName: eniId } : { ifindex: (await links.findByMac(mac))?.ifindex };
        const state = await read(mark);
        return planRelease(plan, state.link, state);
      };
      const changes = await leftovers();
      if (changes.length === 0) return;
      // The link may go while this runs and take the rest along: what counts is what is left afterwards.
      let failure: unknown;
      await apply(changes, true).catch((error: unknown) => {
        failure = error;
      });
      if (failure === undefined) return;
      const left = await leftovers();
      if (left.length > 0) {
        const message = `cannot clean up after ${eniId}: ${left.map(({ what }) => what).join('; ')}`;
        throw new AgentError('host', message, { cause: failure });
      }
    },
  };
}

function isOthersWork({ interfaceConfig }: NetworkWish): boolean {
  return interfaceConfig === 'system' || interfaceConfig === 'none';
}

function noLink({ eniId, mac }: NetworkWish): string {
  return `no link with MAC ${mac} (${eniId}) is here`;
}
