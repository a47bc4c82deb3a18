import type { Clock } from '../model/clock.ts';
import { base64Alphabet, randomText, upperAlphanumeric, type Random } from '../model/random.ts';
import type { CredentialSettings } from '../model/settings.ts';

/** Who signs a request. Policies are looked up by `name`: of the user, or of the role. */
export interface Principal {
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly arn: string;
  /** The unique id that GetCallerIdentity shows. */
  readonly userId: string;
  /** The instance whose metadata gave the credentials out, directly or through AssumeRole. */
  readonly instanceId?: string | undefined;
}

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly issuedAtMs: number;
  /** Infinity for a user's long-term key. */
  readonly expiresAtMs: number;
  readonly principal: Principal;
}

export interface UserOptions {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** All credentials that AWS accepts or once accepted. */
export class CredentialStore {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #accountId: string;
  readonly #byKey = new Map<string, Credential>();
  readonly #served = new Map<string, Credential>();

  constructor(options: { clock: Clock; random: Random; accountId: string; users: readonly UserOptions[] }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#accountId = options.accountId;
    for (const user of options.users) {
      this.#byKey.set(user.accessKeyId, {
        accessKeyId: user.accessKeyId,
        secretAccessKey: user.secretAccessKey,
        issuedAtMs: options.clock.now(),
        expiresAtMs: Infinity,
        principal: {
          kind: 'user',
          name: user.name,
          arn: `arn:aws:iam::${options.accountId}:user/${user.name}`,
          userId: `AIDA${user.accessKeyId.slice(4)}`,
        },
      });
    }
  }

  find(accessKeyId: string): Credential | undefined {
    return this.#byKey.get(accessKeyId);
  }

  /** Every credential ever given out: so that a test can look for leaks. */
  all(): readonly Credential[] {
    return [...this.#byKey.values()];
  }

  issue(role: string, session: string, lifetimeMs: number, instanceId?: string): Credential {
    const accessKeyId = `ASIA${randomText(this.#random, upperAlphanumeric, 16)}`;
    const credential: Credential = {
      accessKeyId,
      secretAccessKey: randomText(this.#random, base64Alphabet, 40),
      sessionToken: `IQoJ${randomText(this.#random, base64Alphabet, 352)}`,
      issuedAtMs: this.#clock.now(),
      expiresAtMs: this.#clock.now() + lifetimeMs,
      principal: {
        kind: 'role',
        name: role,
        arn: `arn:aws:sts::${this.#accountId}:assumed-role/${role}/${session}`,
        userId: `AROA${role.toUpperCase().replace(/[^A-Z0-9]/g, '')}EMULATOR:${session}`,
        instanceId,
      },
    };
    this.#byKey.set(accessKeyId, credential);
    return credential;
  }

  /** The credentials that an instance's metadata serves now: the same ones until shortly before they expire. */
  serve(instanceId: string, role: string, settings: CredentialSettings): Credential {
    const current = this.#served.get(instanceId);
    if (current?.principal.name === role) {
      const lifetimeMs = current.expiresAtMs - current.issuedAtMs;
      const rotateAtMs = current.expiresAtMs - Math.min(settings.rotateBeforeExpiryMs, lifetimeMs / 2);
      if (this.#clock.now() < rotateAtMs) return current;
    }
    const fresh = this.issue(role, instanceId, settings.lifetimeMs, instanceId);
    this.#served.set(instanceId, fresh);
    return fresh;
  }

  /** New credentials are served from the next request on; the old ones stay valid until they expire. */
  rotate(instanceId: string): void {
    this.#served.delete(instanceId);
  }

  /** Temporary credentials of that role or instance expire now; `serve` keeps handing them out if `stuck`. */
  expire(nameOrInstanceId: string, stuck = false): void {
    for (const credential of this.#byKey.values()) {
      const { kind, name, instanceId } = credential.principal;
      if (kind !== 'role' || (name !== nameOrInstanceId && instanceId !== nameOrInstanceId)) continue;
      const expired = { ...credential, expiresAtMs: this.#clock.now() };
      this.#byKey.set(credential.accessKeyId, expired);
      if (!stuck && instanceId !== undefined) this.#served.delete(instanceId);
    }
  }

  /** AWS no longer knows the key: as after its deletion, or before a new one has propagated. */
  revoke(accessKeyId: string): void {
    this.#byKey.delete(accessKeyId);
  }
}
