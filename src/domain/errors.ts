/**
 * What went wrong, in the terms that decide what to do next. Foreign codes and exceptions become one of these at the
 * adapter's edge; exit codes are chosen from them in one place (src/ocf/exit-codes.ts).
 */
export type ErrorKind =
  /** A parameter is wrong on every node. */
  | 'parameter'
  /** No such ENI, or this node asks the wrong region, account or endpoint. */
  | 'eni-not-found'
  /** The ENI may not be moved at all: a primary interface, or one that a service manages. */
  | 'not-permitted'
  /** Somebody holds the ENI: maybe this node, after a lost reply. */
  | 'eni-in-use'
  | 'device-index-taken'
  /** This instance cannot hold the ENI: zone, VPC or limits of its type. */
  | 'node-unsuitable'
  | 'attachment-gone'
  /** Something is in transition: the same call may succeed later. */
  | 'transition'
  | 'instance-not-found'
  | 'credentials'
  | 'unauthorized'
  | 'clock-skew'
  | 'throttled'
  /** Server errors, sockets, DNS, timeouts of one call. */
  | 'transient'
  /** A tool or runtime this node needs is missing. */
  | 'not-installed'
  /** The kernel or a tool refused, or answered what cannot be understood. */
  | 'host'
  /** This node cannot tell which instance it is or which region it is in. */
  | 'identity'
  /** Policy forbids it: taking the ENI from its holder, for example. */
  | 'refused'
  /** The action ran out of time. */
  | 'deadline'
  /** The parts of the world contradict each other, or nobody foresaw this. */
  | 'failed';

/** The only error class that crosses a layer. `message` is one plain sentence for the exit reason. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** True for an AgentError of any of the separately loaded chunks, where `instanceof` would not do. */
export function isAgentError(error: unknown): error is AgentError {
  return error instanceof Error && error.name === 'AgentError';
}

/** Anything thrown becomes an AgentError; what nobody translated is `failed`, with its message kept. */
export function asAgentError(error: unknown): AgentError {
  if (isAgentError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AgentError('failed', message, { cause: error });
}

/** True where reading again may give an answer: EC2 could not be asked now, which says nothing about the ENI. */
export function isPassing(kind: ErrorKind): boolean {
  return passing.has(kind);
}

const passing: ReadonlySet<ErrorKind> = new Set([
  'transition',
  'instance-not-found',
  'credentials',
  'clock-skew',
  'throttled',
  'transient',
  'eni-in-use',
  'attachment-gone',
]);
