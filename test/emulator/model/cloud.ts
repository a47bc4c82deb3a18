import type { Fabric, World } from '../fabric.ts';
import { refuse } from './cloud-error.ts';
import type { Clock } from './clock.ts';
import type {
  ElasticAddress,
  EniRecord,
  InstanceRecord,
  RouteTableRecord,
  SubnetRecord,
} from './entities.ts';
import { EventLog } from './event-log.ts';
import { InterfaceHistory } from './interface-history.ts';
import { hexDigits, randomText, type Random } from './random.ts';
import { healthyInstance, type InstanceSettings, type Latency, type Settings } from './settings.ts';
import { VersionedMap } from './versioned-map.ts';
import { eniFromWorld, instanceFromWorld } from './world-records.ts';

/** The records of one region of one account, and what changes to them share. The operations are functions beside it. */
export class Cloud {
  readonly world: World;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
  readonly events: EventLog;
  readonly enis: VersionedMap<EniRecord>;
  readonly instances: VersionedMap<InstanceRecord>;
  readonly subnets: VersionedMap<SubnetRecord>;
  readonly routeTables: VersionedMap<RouteTableRecord>;
  /** Elastic IPs without an association, by allocation id; the others are with their ENIs. */
  readonly freeAddresses: VersionedMap<ElasticAddress>;
  readonly interfaceHistory: InterfaceHistory;
  /** ENIs that are detached but whose link is still in the guest. */
  readonly lingering = new Set<string>();
  readonly #instanceSettings = new Map<string, InstanceSettings>();
  readonly #fabric: Fabric;
  #fabricQueue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: { world: World; clock: Clock; random: Random; settings: Settings; fabric: Fabric }) {
    const { world, clock } = options;
    this.world = world;
    this.clock = clock;
    this.random = options.random;
    this.settings = options.settings;
    this.#fabric = options.fabric;
    this.events = new EventLog(clock);
    const now = (): number => clock.now();
    this.enis = new VersionedMap(now);
    this.instances = new VersionedMap(now);
    this.subnets = new VersionedMap(now);
    this.routeTables = new VersionedMap(now);
    this.freeAddresses = new VersionedMap(now);
    this.interfaceHistory = new InterfaceHistory(clock);
    for (const subnet of world.subnets) this.subnets.set(subnet.subnetId, subnet);
    for (const table of world.routeTables) this.routeTables.set(table.routeTableId, table);
    for (const instance of world.instances)
      this.instances.set(instance.instanceId, instanceFromWorld(instance, clock.now()));
    for (const eni of world.enis) {
      const record = eniFromWorld(eni, this.newId('eni-attach'), clock.now());
      this.enis.set(eni.eniId, record);
      if (record.attachment) this.interfaceHistory.attached(record, -Infinity);
    }
  }

  newId(prefix: string): string {
    return `${prefix}-0${randomText(this.random, hexDigits, 16)}`;
  }

  /** The ENI as it truly is now. Throws the refusal EC2 gives for an unknown id. */
  eni(eniId: string): EniRecord {
    const eni = this.enis.get(eniId);
    if (!eni) throw refuse.eniNotFound([eniId]);
    return eni;
  }

  instance(instanceId: string): InstanceRecord {
    const instance = this.instances.get(instanceId);
    if (!instance) throw refuse.instanceNotFound([instanceId]);
    return instance;
  }

  heldBy(instanceId: string, asOfMs = Infinity): EniRecord[] {
    return this.enis.list(asOfMs).filter((eni) => eni.attachment?.instanceId === instanceId);
  }

  zoneOf(eni: EniRecord): string {
    return this.subnets.get(eni.subnetId)?.availabilityZone ?? '';
  }

  latencyOf(instanceId: string): Latency {
    return { ...this.settings.latency, ...this.instanceSettings(instanceId).latency };
  }

  instanceSettings(instanceId: string): InstanceSettings {
    return this.#instanceSettings.get(instanceId) ?? healthyInstance;
  }

  setInstanceSettings(instanceId: string, settings: InstanceSettings): void {
    this.#instanceSettings.set(instanceId, settings);
  }

  /** Runs `action` later unless the emulator is closed before. */
  later(delayMs: number, action: () => void): void {
    this.clock.after(delayMs, () => {
      if (!this.#closed) action();
    });
  }

  /**
   * Asks the fabric, one request after the other, so that a plug never overtakes the unplug before it. A failure is
   * recorded and does not stop the state machine: the API goes on telling its own truth, as EC2's does.
   */
  fabric(what: string, ask: (fabric: Fabric) => Promise<void>): Promise<void> {
    this.#fabricQueue = this.#fabricQueue.then(async () => {
      if (this.#closed) return;
      try {
        await ask(this.#fabric);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.events.add({ kind: 'fabric-failed', detail: `${what}: ${reason}` });
      }
    });
    return this.#fabricQueue;
  }

  /** No timer acts any more; resolves when the fabric has finished what it was asked. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#fabricQueue;
  }
}
