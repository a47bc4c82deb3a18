import type { CloudEvent } from '../../test/emulator/model/event-log.ts';

/** Who had the ENI when, by EC2's own record of what it did. */
export interface Holding {
  readonly instanceId: string;
  /** From `attaching` on. */
  readonly fromMs: number;
  /** `attached` from then on, if it came to that. */
  readonly attachedMs: number;
  /** When a detach began. */
  readonly detachingMs: number;
  /** Infinity while it lasts. */
  readonly toMs: number;
}

/** The holdings of one ENI, in order, out of all events since the cloud began. */
export function holdings(events: readonly CloudEvent[], eniId: string): Holding[] {
  const found: Holding[] = [];
  const amend = (change: Partial<Holding>): void => {
    const last = found.at(-1);
    if (last !== undefined && last.toMs === Infinity) found[found.length - 1] = { ...last, ...change };
  };
  for (const event of events) {
    if (event.eniId !== eniId || event.instanceId === undefined) continue;
    const { atMs, instanceId } = event;
    if (event.kind === 'eni-attaching')
      found.push({ instanceId, fromMs: atMs, attachedMs: Infinity, detachingMs: Infinity, toMs: Infinity });
    if (event.kind === 'eni-attached') amend({ attachedMs: atMs });
    if (event.kind === 'eni-detaching')
      amend({ detachingMs: Math.min(atMs, found.at(-1)?.detachingMs ?? atMs) });
    if (event.kind === 'eni-detached') amend({ toMs: atMs });
  }
  return found;
}

/** Whether the ENI belonged to the instance at some moment of the interval. */
export function heldWithin(
  history: readonly Holding[],
  instanceId: string,
  fromMs: number,
  toMs: number,
): boolean {
  return history.some((it) => it.instanceId === instanceId && it.fromMs <= toMs && it.toMs >= fromMs);
}

/** Whether it did all the time. */
export function heldThroughout(
  history: readonly Holding[],
  instanceId: string,
  fromMs: number,
  toMs: number,
): boolean {
  return history.some((it) => it.instanceId === instanceId && it.fromMs <= fromMs && it.toMs >= toMs);
}

/** Whether it was attached to the instance, with no detach under way, at some moment of the interval. */
export function attachedWithin(
  history: readonly Holding[],
  instanceId: string,
  fromMs: number,
  toMs: number,
): boolean {
  return history.some(
    (it) =>
      it.instanceId === instanceId && it.attachedMs <= toMs && Math.min(it.detachingMs, it.toMs) >= fromMs,
  );
}
