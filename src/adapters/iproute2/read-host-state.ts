import type { HostState } from '../../domain/host-state.ts';
import { agentProtocol } from '../../domain/network-marks.ts';
import { parseJsonArrays, type JsonRecord } from './json-reader.ts';
import { kernelHasIpv6, readLinkSettings } from './link-settings.ts';
import { parseDefaultRoutes, parseLinks, parseOwnRoutes, parseOwnRules } from './parse-host-state.ts';
import { runIpBatch, type IpRunner } from './run-ip.ts';

/** How the ENI's link is recognised: by what sysfs found for its MAC, or by the alternative name the agent gave it. */
export type LinkMark = { readonly ifindex: number | undefined } | { readonly altName: string };

const readOptions = ['-N', '-json'];

/**
 * One command line answers for one family of rules, hence two processes, side by side. `table all` because asking for
 * a table that does not exist is an error; the protocol because a host may carry many foreign routes.
 */
const commonCommands = [
  'address show',
  `route show table all proto ${String(agentProtocol)}`,
  'rule show',
  'route show exact default',
] as const;
const ipv6Commands = ['rule show', 'route show exact default'] as const;

/** The answers to `commonCommands`, which do not depend on what is looked for. */
export type CommonAnswers = readonly (readonly JsonRecord[])[];

export interface ReadRequest {
  /** False: rules and default routes of IPv6 are not asked for, which spares a process. */
  readonly ipv6Wanted?: boolean;
  /** What askCommon is answering already, if it was asked a moment ago. */
  readonly common?: Promise<CommonAnswers> | undefined;
}

export function askCommon(runner: IpRunner): Promise<CommonAnswers> {
  return ask(runner, readOptions, commonCommands);
}

/** Reads all that a plan for one ENI depends on. Throws AgentError: a part that cannot be read is never empty. */
export async function readHostState(
  runner: IpRunner,
  sysctlRoot: string,
  mark: LinkMark,
  { ipv6Wanted = true, common: asked = askCommon(runner) }: ReadRequest = {},
): Promise<HostState> {
  const [common, ipv6] = await Promise.all([
    asked,
    ipv6Wanted && kernelHasIpv6(sysctlRoot) ? ask(runner, ['-6', ...readOptions], ipv6Commands) : [],
  ]);
  const [addresses = [], routes = [], rules = [], defaults = []] = common;
  const [rulesIpv6 = [], defaultsIpv6 = []] = ipv6;
  const links = parseLinks(addresses);
  const link = links.find(({ ifindex, altNames }) =>
    'altName' in mark ? altNames.includes(mark.altName) : ifindex === mark.ifindex,
  );
  const settings = link === undefined ? undefined : readLinkSettings(sysctlRoot, link.name);
  return {
    link,
    links,
    settings,
    defaultRoutes: [...parseDefaultRoutes(defaults, 4), ...parseDefaultRoutes(defaultsIpv6, 6)],
    ownRules: [...parseOwnRules(rules, 4), ...parseOwnRules(rulesIpv6, 6)],
    ownRoutes: parseOwnRoutes(routes),
  };
}

async function ask(runner: IpRunner, options: readonly string[], commands: readonly string[]) {
  return parseJsonArrays(await runIpBatch(runner, options, commands), commands);
}
