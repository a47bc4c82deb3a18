import type { MonitorAnswer } from '../domain/decide-monitor.ts';
import type {
  Clock,
  ConfiguredAddresses,
  EniMover,
  EniReader,
  FactsCache,
  HostNetwork,
  Identity,
  InterfaceConfig,
  Links,
  Log,
  Random,
  RightsProber,
  SurroundingsReader,
} from '../domain/ports.ts';

/** What an action is told about the ENI and how to treat it. Durations in milliseconds. */
export interface ActionParameters {
  readonly eniId: string;
  readonly deviceIndex: number | 'auto';
  /** undefined: the smaller of 20 s and 40 % of the time left when the action begins. */
  readonly forceAfterMs: number | undefined;
  readonly steal: boolean;
  readonly stealFrom: readonly string[];
  readonly egress: 'eni' | 'system';
  readonly interfaceConfig: InterfaceConfig;
  readonly routeTable: number | 'auto';
  readonly mtu: number | undefined;
  readonly sourceDestCheck: 'keep' | 'disabled' | 'enabled';
}

/** The ports that looking at the kernel alone needs: nothing of it opens a socket or starts a process. */
export interface KernelPorts {
  readonly links: Links;
  readonly facts: FactsCache;
  readonly configured: ConfiguredAddresses;
}

export interface Ports extends KernelPorts {
  readonly enis: EniReader & EniMover;
  readonly surroundings: SurroundingsReader;
  readonly rights: RightsProber;
  readonly identity: Identity;
  readonly host: HostNetwork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface ActionContext {
  readonly parameters: ActionParameters;
  readonly ports: Ports;
  /** When the action must have answered, on the clock's scale. The process ends itself a little later, whatever hangs. */
  readonly deadlineMs: number;
}

/** What an action found. Exit codes are chosen from it in one place, src/ocf/exit-codes.ts. */
export type ActionResult =
  { readonly outcome: 'done'; readonly warning?: string | undefined } | MonitorAnswer;

/** The wish of the parameter source_dest_check: undefined leaves it as it is. */
export function wantedSourceDestCheck(parameters: ActionParameters): boolean | undefined {
  return parameters.sourceDestCheck === 'keep' ? undefined : parameters.sourceDestCheck === 'enabled';
}

/** force_after, or its default: the smaller of 20 s and 40 % of the time that is left. */
export function forceAfterMs({ parameters, ports, deadlineMs }: ActionContext): number {
  return parameters.forceAfterMs ?? Math.min(20_000, 0.4 * Math.max(0, deadlineMs - ports.clock.nowMs()));
}
