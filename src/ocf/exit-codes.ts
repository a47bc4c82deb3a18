import type { ActionResult } from '../actions/action-context.ts';
import type { ErrorKind } from '../domain/errors.ts';

/** The OCF exit codes that the agent uses. */
export const exitCodes = {
  OCF_SUCCESS: 0,
  OCF_ERR_GENERIC: 1,
  OCF_ERR_ARGS: 2,
  OCF_ERR_UNIMPLEMENTED: 3,
  OCF_ERR_PERM: 4,
  OCF_ERR_INSTALLED: 5,
  OCF_ERR_CONFIGURED: 6,
  OCF_NOT_RUNNING: 7,
  OCF_DEGRADED: 190,
} as const;
export type ExitName = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitName];

/** What each code says to a person, and what Pacemaker makes of it. */
export const exitWords: Readonly<Record<ExitName, string>> = {
  OCF_SUCCESS: 'success; for monitor: attached and usable here',
  OCF_ERR_GENERIC: 'failed; Pacemaker recovers the resource, on this node first',
  OCF_ERR_ARGS: 'this node cannot hold the ENI, or asks the wrong place for it; Pacemaker tries another node',
  OCF_ERR_UNIMPLEMENTED: 'the agent has no such action',
  OCF_ERR_PERM: 'IAM denies what the action needs; Pacemaker tries another node',
  OCF_ERR_INSTALLED: 'something this node needs is missing; Pacemaker tries another node',
  OCF_ERR_CONFIGURED: 'a parameter is wrong on every node; Pacemaker stops the resource everywhere',
  OCF_NOT_RUNNING: 'the ENI is not here',
  OCF_DEGRADED: 'works here now, but a failover may not; Pacemaker shows it and leaves the resource alone',
};

/** A probe is a monitor that Pacemaker sends to nodes where it expects nothing; a wrong answer costs a healthy peer. */
export type ExitAction = 'start' | 'stop' | 'monitor' | 'probe' | 'validate-all' | 'reload-agent';

type Row = Readonly<Record<ExitAction, ExitName>>;

function row(
  start: ExitName,
  stop: ExitName,
  monitor: ExitName,
  probe: ExitName,
  validate: ExitName,
  reload: ExitName,
): Row {
  return { start, stop, monitor, probe, 'validate-all': validate, 'reload-agent': reload };
}

const ok = 'OCF_SUCCESS';
const error = 'OCF_ERR_GENERIC';
const node = 'OCF_ERR_ARGS';
const denied = 'OCF_ERR_PERM';
const missing = 'OCF_ERR_INSTALLED';
const wrong = 'OCF_ERR_CONFIGURED';
const absent = 'OCF_NOT_RUNNING';
const degraded = 'OCF_DEGRADED';

/** Nobody could tell: soft everywhere, and harmless to a healthy peer from a probe, where 1 would restart it. */
const unknown = row(error, error, error, missing, error, error);

/** Columns: start, stop, monitor, probe, validate-all, reload-agent. An outcome that an action never has counts as unknown. */
const outcomes: Readonly<Record<ActionResult['outcome'], Row>> = {
  done: row(ok, ok, error, missing, ok, ok),
  running: row(ok, error, ok, ok, error, ok),
  'not-running': row(error, ok, absent, absent, error, error),
  degraded: row(error, error, degraded, degraded, error, error),
  /** Positive evidence of something of ours that does not work: a probe may say so. */
  failed: row(error, error, error, error, error, error),
  'cannot-tell': unknown,
};

const errors: Readonly<Record<ErrorKind, Row>> = {
  /** No ENI can have an id that is no ENI id, so stop has nothing to do. Any other answer would get the node fenced: Pacemaker stops a resource whose probe or start said 6. */
  parameter: row(wrong, ok, wrong, wrong, wrong, wrong),
  /** Known only once EC2 has been asked, so a stop that meets it has an ENI here that it could not release. */
  'not-permitted': row(wrong, error, error, missing, wrong, error),
  /** Never 6: another node may ask the right region, account and endpoint. */
  'eni-not-found': row(node, error, error, missing, node, error),
  'node-unsuitable': row(node, error, error, missing, node, error),
  unauthorized: row(denied, error, error, missing, denied, error),
  /** From a recurring monitor it moves the resource to a node that has what is missing. */
  'not-installed': row(missing, missing, missing, missing, missing, missing),
  'eni-in-use': unknown,
  'device-index-taken': unknown,
  'attachment-gone': unknown,
  transition: unknown,
  'instance-not-found': unknown,
  credentials: unknown,
  'clock-skew': unknown,
  throttled: unknown,
  transient: unknown,
  host: unknown,
  identity: unknown,
  refused: unknown,
  deadline: unknown,
  failed: unknown,
};

/** The exit code of an action that came to a result. */
export function exitCodeForOutcome(action: ExitAction, outcome: ActionResult['outcome']): ExitCode {
  return exitCodes[outcomes[outcome][action]];
}

/** The exit code of an action that an AgentError of this kind ended. */
export function exitCodeForError(action: ExitAction, kind: ErrorKind): ExitCode {
  return exitCodes[errors[kind][action]];
}

/** OCF_… name of a code. */
export function exitName(code: ExitCode): ExitName {
  const found = Object.entries(exitCodes).find(([, value]) => value === code);
  return found === undefined ? 'OCF_ERR_GENERIC' : (found[0] as ExitName);
}
