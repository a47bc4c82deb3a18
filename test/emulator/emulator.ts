import { createSecureContext } from 'node:tls';
import type { Fabric, World } from './fabric.ts';
import { FaultScript } from './faults/fault-script.ts';
import { CredentialStore, type UserOptions } from './identity/credential-store.ts';
import { Policies } from './identity/policies.ts';
import { ImdsService } from './imds/imds-service.ts';
import { systemClock, type Clock } from './model/clock.ts';
import { Cloud } from './model/cloud.ts';
import { seededRandom } from './model/random.ts';
import { defaultSettings, type Settings } from './model/settings.ts';
import { NullFabric } from './null-fabric.ts';
import { applyPatch, type DeepPartial } from './server/apply-patch.ts';
import { makeCertificate, type Certificate } from './server/certificate.ts';
import { startControl, type ControlServer } from './server/control-server.ts';
import { Endpoints, type ListenAt } from './server/endpoints.ts';
import { RequestLog } from './server/request-log.ts';
import { StaleReads } from './wire/stale-reads.ts';
import { Throttle } from './wire/throttle.ts';

export interface EmulatorOptions {
  readonly world: World;
  readonly fabric?: Fabric;
  readonly clock?: Clock;
  /** Ids, secrets and random stale reads follow from it. */
  readonly seed?: number;
  readonly settings?: DeepPartial<Settings>;
  /** Users with long-term keys; left out: `testUser` alone. */
  readonly users?: readonly UserOptions[];
  /** Roles that can be assumed besides those of the instances. */
  readonly extraRoles?: readonly string[];
  readonly webIdentityTokens?: readonly string[];
  /** Names and addresses in the certificate besides the loopback ones and those of EC2 and STS. */
  readonly tlsNames?: readonly string[];
}

export const testUser: UserOptions = {
  name: 'test-user',
  accessKeyId: 'AKIAENIEMULATORUSER1',
  secretAccessKey: 'emulatorSecretKeyOfTheTestUser/0123456789',
};

/**
 * EC2, STS and the instance metadata service of a small cloud, spoken over the real protocols. In-process, everything
 * it is made of can be read and changed; other processes use the control socket.
 */
export class Emulator {
  readonly cloud: Cloud;
  readonly credentials: CredentialStore;
  readonly policies = new Policies();
  readonly faults = new FaultScript();
  readonly requests: RequestLog;
  readonly throttle: Throttle;
  readonly #endpoints: Endpoints;
  readonly #tlsNames: readonly string[];
  #certificate: Certificate | undefined;
  #controls: ControlServer[] = [];

  /** Throws where the settings name something unknown or the world contradicts itself. */
  constructor(options: EmulatorOptions) {
    const { world, clock = systemClock } = options;
    const settings = structuredClone(defaultSettings);
    applyPatch(settings, options.settings ?? {});
    const random = seededRandom(options.seed ?? 1);
    this.cloud = new Cloud({ world, clock, random, settings, fabric: options.fabric ?? new NullFabric() });
    this.credentials = new CredentialStore({
      clock,
      random,
      accountId: world.accountId,
      users: options.users ?? [testUser],
    });
    this.requests = new RequestLog(clock);
    this.throttle = new Throttle(() => clock.now(), settings);
    this.#tlsNames = [
      ...['localhost', '127.0.0.1', '::1'],
      ...['ec2', 'sts', 'ec2-fips', 'sts-fips'].map((service) => `${service}.${world.region}.amazonaws.com`),
      ...['ec2', 'sts'].map((service) => `${service}.${world.region}.api.aws`),
      ...(options.tlsNames ?? []),
    ];
    this.#endpoints = new Endpoints({
      cloud: this.cloud,
      credentials: this.credentials,
      policies: this.policies,
      throttle: this.throttle,
      faults: this.faults,
      requests: this.requests,
      imds: new ImdsService(this.cloud, this.credentials),
      staleReads: new StaleReads(clock, random, settings),
      webIdentityTokens: options.webIdentityTokens ?? ['emulator-web-identity-token'],
      extraRoles: options.extraRoles ?? [],
    });
  }

  get settings(): Settings {
    return this.cloud.settings;
  }

  /** Made when first asked for. */
  get certificate(): Certificate {
    this.#certificate ??= makeCertificate(this.#tlsNames);
    return this.#certificate;
  }

  /**
   * Serves EC2 and STS there; returns the port. `instanceId`: everything that arrives there comes from this instance,
   * whoever signed it.
   */
  listenAws(at: ListenAt, options: { tls?: boolean; instanceId?: string } = {}): Promise<number> {
    const secureContext = options.tls
      ? createSecureContext({ cert: this.certificate.certPem, key: this.certificate.keyPem })
      : undefined;
    return this.#endpoints.listen(at, { kind: 'aws', instanceId: options.instanceId, secureContext });
  }

  /** Serves the instance's metadata there; returns the port. */
  listenImds(at: ListenAt, instanceId: string): Promise<number> {
    this.cloud.instance(instanceId);
    return this.#endpoints.listen(at, { kind: 'imds', instanceId });
  }

  /** Serves the control API on a unix socket. */
  async listenControl(path: string): Promise<void> {
    this.#controls.push(await startControl(this, path));
  }

  /** Changes settings; full token buckets where the throttle changes. Throws on unknown names. */
  configure(patch: DeepPartial<Settings>): void {
    applyPatch(this.settings, patch);
    if ('throttle' in patch) this.throttle.reset();
  }

  /** Stops listening, cuts connections, cancels what is under way. */
  async close(): Promise<void> {
    this.faults.remove();
    await this.#endpoints.close();
    await Promise.all(this.#controls.map((control) => control.close()));
    this.#controls = [];
    await this.cloud.close();
  }
}
