import type { Clock } from './clock.ts';
import type { EniRecord } from './entities.ts';
import type { ImdsSettings } from './settings.ts';

/** An interface as an instance's metadata knows it: what was attached when, and until when. */
export interface SeenInterface {
  readonly eniId: string;
  readonly mac: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
  readonly attachedAtMs: number;
  readonly detachedAtMs: number;
  readonly forced: boolean;
}

/**
 * The metadata service lags behind EC2 both ways: interfaces that left linger, new ones come late. So it is fed from
 * this record and not from the state machine.
 */
export class InterfaceHistory {
  readonly #clock: Clock;
  #seen: SeenInterface[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attached(eni: EniRecord, atMs = this.#clock.now()): void {
    if (!eni.attachment) return;
    const { instanceId, deviceIndex, networkCardIndex } = eni.attachment;
    this.#seen = this.#seen.filter((seen) => seen.eniId !== eni.eniId || seen.instanceId !== instanceId);
    this.#seen.push({
      eniId: eni.eniId,
      mac: eni.mac,
      instanceId,
      deviceIndex,
      networkCardIndex,
      attachedAtMs: atMs,
      detachedAtMs: Infinity,
      forced: false,
    });
  }

  detached(eniId: string, instanceId: string, forced: boolean): void {
    this.#seen = this.#seen.map((seen) =>
      seen.eniId === eniId && seen.instanceId === instanceId && seen.detachedAtMs === Infinity
        ? { ...seen, detachedAtMs: this.#clock.now(), forced }
        : seen,
    );
  }

  /** A stop and start of the instance clears what lingered. */
  restarted(instanceId: string): void {
    this.#seen = this.#seen.filter(
      (seen) => seen.instanceId !== instanceId || seen.detachedAtMs === Infinity,
    );
  }

  /** What the instance's metadata lists now; device numbers read 0 until they are propagated. */
  visibleTo(instanceId: string, settings: ImdsSettings): SeenInterface[] {
    const nowMs = this.#clock.now();
    return this.#seen
      .filter((seen) => {
        const lingerMs = seen.forced
          ? Math.max(settings.lingerAfterForceMs, settings.lingerMs)
          : settings.lingerMs;
        return (
          seen.instanceId === instanceId &&
          nowMs >= seen.attachedAtMs + settings.newInterfaceLagMs &&
          nowMs < seen.detachedAtMs + lingerMs
        );
      })
      .map((seen) =>
        nowMs < seen.attachedAtMs + settings.newInterfaceLagMs + settings.deviceNumberLagMs
          ? { ...seen, deviceIndex: 0 }
          : seen,
      );
  }
}
