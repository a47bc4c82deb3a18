/** An action as meta-data advertise it; times as an admin would write them. */
export interface ActionSpec {
  readonly name: string;
  readonly timeout: string;
  readonly interval?: string;
  readonly depth?: string;
  readonly shortdesc: string;
}

/** What the agent can do, with the times recommended to admins. */
export const actionTable: readonly ActionSpec[] = [
  {
    name: 'start',
    timeout: '120s',
    shortdesc: 'attach the ENI to this node, taking it from its holder if need be',
  },
  { name: 'stop', timeout: '120s', shortdesc: 'detach the ENI from this node and clean up after it' },
  {
    name: 'monitor',
    timeout: '20s',
    interval: '10s',
    depth: '0',
    shortdesc: 'look whether the ENI is usable here, in the kernel alone',
  },
  {
    name: 'monitor',
    timeout: '60s',
    interval: '60s',
    depth: '10',
    shortdesc: 'the same, and ask EC2 as well (OCF_CHECK_LEVEL=10)',
  },
  {
    name: 'validate-all',
    timeout: '20s',
    shortdesc: 'check the parameters; with OCF_CHECK_LEVEL=10 this node, too',
  },
  { name: 'reload-agent', timeout: '60s', shortdesc: 'apply changed parameters without interruption' },
  { name: 'meta-data', timeout: '5s', shortdesc: 'print the description of this agent as XML' },
];

/** Actions that need parameters and end in an exit code of the table in exit-codes.ts. */
export type ActionName = 'start' | 'stop' | 'monitor' | 'validate-all' | 'reload-agent';

/** What an argument means: an action with parameters, one of the texts, or nothing (exit 3). */
export type Request = ActionName | 'meta-data' | 'usage' | undefined;

const requests: ReadonlyMap<string, Request> = new Map<string, Request>([
  ['start', 'start'],
  ['stop', 'stop'],
  ['monitor', 'monitor'],
  ['status', 'monitor'],
  ['validate-all', 'validate-all'],
  ['reload-agent', 'reload-agent'],
  ['meta-data', 'meta-data'],
  ['usage', 'usage'],
]);

/** Looks an argument up; whatever is unknown (promote, notify, migrate_to, nonsense, nothing) is undefined. */
export function requestOf(argument: string | undefined): Request {
  return argument === undefined ? undefined : requests.get(argument);
}
