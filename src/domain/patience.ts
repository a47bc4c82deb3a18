/** How long a reading that may be stale, or a refusal that may pass, is given before it is believed. Milliseconds. */
export const patience = {
  /** IAM denials: tag-scoped policies answer "denied" for an attachment that is just gone. */
  deniedMs: 5_000,
  /** "No such ENI" during start. */
  absentMs: 3_000,
  /** EC2 and the kernel contradict each other. */
  contradictionMs: 5_000,
  /** An accepted attach that EC2 does not show yet. */
  attachEchoMs: 3_000,
  /** A detach that was sent, while EC2 goes on showing the attachment as attached. */
  detachEchoMs: 3_000,
  /** A forced detach without effect. */
  forceEchoMs: 5_000,
  /** Between two tries of a step that was refused. */
  retryMs: 1_000,
} as const;

/** Tries of other device indexes after EC2 said "taken". */
export const maxTakenIndexes = 5;
