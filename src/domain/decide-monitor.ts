import { isPrimary, type Attachment } from './eni.ts';
import { describeEniPlace, whereabouts, type Ec2View, type LinkView } from './observation.ts';

export interface MonitorObservation {
  readonly link: LinkView;
  readonly ec2: Ec2View | { readonly kind: 'not-asked' };
  readonly me: string | undefined;
  /** undefined = any. */
  readonly sourceDestCheck: boolean | undefined;
  /** Readings that contradict each other have been repeated long enough to be believed. */
  readonly patienceOver: boolean;
  /** EC2 has been asked again for as long as the action can afford. */
  readonly retriesOver: boolean;
}

/** What monitor answers; `cannot-tell` admits that there is no answer. */
export type MonitorAnswer =
  | { readonly outcome: 'running' | 'not-running' }
  | { readonly outcome: 'degraded' | 'failed' | 'cannot-tell'; readonly reason: string };

export type MonitorVerdict = MonitorAnswer | { readonly outcome: 'read-again'; readonly reason: string };

/**
 * The table of monitor. Only positive evidence becomes "not running": the kernel without the link, or EC2 naming
 * another place. Only evidence of something of ours that does not work becomes "failed".
 */
export function decideMonitor(seen: MonitorObservation): MonitorVerdict {
  // A primary interface is the instance's own: nothing that a start put here, and nothing that a stop could mend.
  if (seen.ec2.kind === 'known' && isPrimary(seen.ec2.eni.attachment)) return { outcome: 'not-running' };
  switch (seen.link.kind) {
    case 'present':
      return seen.link.lacks.length === 0
        ? decideConfigured(seen, seen.link.name)
        : decideUnconfigured(seen, `${seen.link.name}: ${seen.link.lacks.join('; ')}`);
    case 'absent':
      return decideWithoutLink(seen);
    case 'unknown': {
      const reason = `it cannot be told whether the ENI is here: ${seen.link.why}`;
      return { outcome: seen.retriesOver ? 'cannot-tell' : 'read-again', reason };
    }
  }
}

function decideConfigured(seen: MonitorObservation, link: string): MonitorVerdict {
  const { ec2 } = seen;
  switch (ec2.kind) {
    case 'not-asked':
      return { outcome: 'running' };
    case 'unknown': {
      const reason = `works here now, but EC2 could not be asked, so a failover may not work: ${ec2.error.message}`;
      return { outcome: seen.retriesOver ? 'degraded' : 'read-again', reason };
    }
    case 'absent': {
      const reason = `works here now as ${link}, yet ${ec2.error.message}`;
      return { outcome: seen.patienceOver ? 'degraded' : 'read-again', reason };
    }
    case 'known': {
      const { eni } = ec2;
      const reason = `${describeEniPlace(eni)}, yet the kernel has ${link}`;
      if (whereabouts(eni, seen.me, seen.link) !== 'here') {
        return { outcome: seen.patienceOver ? 'failed' : 'read-again', reason };
      }
      const settled = decideAttachment(seen, eni.attachment, reason);
      return settled ?? decideSourceDestCheck(seen, eni.sourceDestCheck);
    }
  }
}

function decideAttachment(
  seen: MonitorObservation,
  attachment: Attachment | undefined,
  reason: string,
): MonitorVerdict | undefined {
  if (attachment?.status === 'attached' || (attachment?.status === 'attaching' && seen.patienceOver))
    return undefined;
  return { outcome: seen.patienceOver ? 'failed' : 'read-again', reason };
}

function decideSourceDestCheck(seen: MonitorObservation, actual: boolean): MonitorVerdict {
  const wanted = seen.sourceDestCheck;
  if (wanted === undefined || wanted === actual) return { outcome: 'running' };
  return actual
    ? {
        outcome: 'failed',
        reason:
          'source/dest check is enabled, so EC2 drops every forwarded packet; source_dest_check=disabled is wanted',
      }
    : { outcome: 'degraded', reason: 'source/dest check is disabled; source_dest_check=enabled is wanted' };
}

function decideUnconfigured(seen: MonitorObservation, lacks: string): MonitorVerdict {
  const { ec2 } = seen;
  const doubted =
    ec2.kind === 'absent' || (ec2.kind === 'known' && whereabouts(ec2.eni, seen.me, seen.link) !== 'here');
  if (doubted && !seen.patienceOver) return { outcome: 'read-again', reason: lacks };
  const place = ec2.kind === 'known' && doubted ? ` (EC2: ${describeEniPlace(ec2.eni)})` : '';
  return { outcome: 'failed', reason: `${lacks}${place}` };
}

function decideWithoutLink(seen: MonitorObservation): MonitorVerdict {
  const { ec2 } = seen;
  if (ec2.kind !== 'known' || whereabouts(ec2.eni, seen.me, seen.link) !== 'here')
    return { outcome: 'not-running' };
  const reason = `${describeEniPlace(ec2.eni)} (this node), yet its link is not visible to the kernel`;
  switch (ec2.eni.attachment?.status) {
    case 'attached':
      return { outcome: seen.patienceOver ? 'failed' : 'read-again', reason };
    case 'attaching':
      return seen.patienceOver ? { outcome: 'not-running' } : { outcome: 'read-again', reason };
    case 'detaching':
    case 'detached':
    case undefined:
      return { outcome: 'not-running' };
  }
}
