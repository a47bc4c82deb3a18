import type { Ports } from '../../src/actions/action-context.ts';
import { monitor } from '../../src/actions/monitor.ts';
import { reload } from '../../src/actions/reload.ts';
import { start } from '../../src/actions/start.ts';
import { stop } from '../../src/actions/stop.ts';
import { validateNode } from '../../src/actions/validate.ts';
import { dispatch } from '../../src/ocf/dispatch.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeCloud } from './fake-cloud.ts';
import { FakeHostNetwork } from './fake-host-network.ts';
import { FakeIdentity } from './fake-identity.ts';
import { FakeLinks } from './fake-links.ts';
import { FakeConfigured, FakeFacts } from './fake-memory.ts';
import { RecordingLog } from './recording-log.ts';
import { eniId } from './samples.ts';

/** What came of one call of the agent. */
export interface Answer {
  readonly code: number;
  /** The exit reason without its prefix and the ENI it is about; empty on success. */
  readonly reason: string;
  readonly tookMs: number;
  readonly warnings: readonly string[];
  readonly events: readonly string[];
  /** The steps it took, from the debug log. */
  readonly details: readonly string[];
}

export interface CallOptions {
  /** Parameters of the resource beside eni_id, by their names in the cluster configuration. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** 0: a probe. */
  readonly intervalMs?: number;
  readonly level?: number;
  /** Ports that behave in another way this time. */
  readonly ports?: Partial<Ports>;
}

/** A cluster node: its kernel, its disk, and the agent on it, called as Pacemaker calls it. */
export class FakeNode {
  readonly links: FakeLinks;
  readonly host: FakeHostNetwork;
  readonly facts = new FakeFacts();
  readonly configured = new FakeConfigured();
  readonly identity: FakeIdentity;
  readonly #clock: FakeClock;
  readonly #cloud: FakeCloud;

  constructor(clock: FakeClock, cloud: FakeCloud, instanceId: string, primaryMac: string) {
    this.#clock = clock;
    this.#cloud = cloud;
    this.links = new FakeLinks(clock);
    this.links.plug({ mac: primaryMac, name: 'ens5', up: true, running: true });
    this.host = new FakeHostNetwork(this.links);
    this.identity = new FakeIdentity(instanceId);
  }

  call(action: string, options: CallOptions = {}): Promise<Answer> {
    return this.#clock.run(this.begin(action, options));
  }

  /** The same without waiting for it, so that something else can happen meanwhile. */
  async begin(action: string, options: CallOptions = {}): Promise<Answer> {
    const clock = this.#clock.process();
    const log = new RecordingLog();
    const { links, host, facts, configured, identity } = this;
    const cloud = this.#cloud;
    const random = () => 0.5;
    const clouds = { enis: cloud, surroundings: cloud, rights: cloud };
    const node = { links, facts, configured, identity, host };
    const ports: Ports = { ...clouds, ...node, clock, random, log, ...options.ports };
    let err = '';
    const heavy = { createPorts: () => ports, start, stop, monitor, reload, validateNode };
    const code = await dispatch(action, {
      env: environmentOf(options),
      out: () => undefined,
      err: (text) => (err += text),
      metaData: () => '',
      openLog: () => log,
      openTools: () => ({ clock, kernel: ports, loadHeavyActions: () => heavy }),
    });
    return {
      code,
      reason: err.replace(/ocf-exit-reason:(eni-[0-9a-f]+: )?/, '').trim(),
      tookMs: clock.nowMs(),
      warnings: log.warnings,
      events: log.events,
      details: log.details,
    };
  }
}

function environmentOf({ parameters, timeoutMs, intervalMs, level }: CallOptions): Record<string, string> {
  const named = Object.entries({ eni_id: eniId, ...parameters });
  return {
    ...Object.fromEntries(named.map(([name, value]) => [`OCF_RESKEY_${name}`, value])),
    OCF_RESKEY_CRM_meta_timeout: String(timeoutMs ?? 60_000),
    OCF_RESKEY_CRM_meta_interval: String(intervalMs ?? 10_000),
    OCF_CHECK_LEVEL: String(level ?? 0),
  };
}
