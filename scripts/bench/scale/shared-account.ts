import type { Eni, Instance, Subnet } from '../../../src/domain/eni.ts';
import { AgentError } from '../../../src/domain/errors.ts';
import type {
  AttachRequest,
  DetachRequest,
  EniMover,
  EniReader,
  SurroundingsReader,
} from '../../../src/domain/ports.ts';
import {
  defaultSettings,
  ec2LikeThrottle,
  type ThrottleClass,
} from '../../../test/emulator/model/settings.ts';
import { Throttle } from '../../../test/emulator/wire/throttle.ts';
import type { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { FakeCloud } from '../../../test/fakes/fake-cloud.ts';

/** One call of EC2 in the simulation. */
export interface AccountCall {
  readonly atMs: number;
  /** Which cluster made it. */
  readonly caller: number;
  readonly kind: ThrottleClass;
  readonly refused: boolean;
}

/** What an action is given of EC2. */
export type AccountPorts = EniReader & EniMover & SurroundingsReader;

/** EC2 as all clusters of one account and region share it: the throttle of the emulator before a state in memory. */
export class SharedAccount {
  readonly calls: AccountCall[] = [];
  readonly #clock: FakeClock;
  readonly #cloud: FakeCloud;
  readonly #throttle: Throttle;

  constructor(clock: FakeClock, cloud: FakeCloud) {
    this.#clock = clock;
    this.#cloud = cloud;
    const settings = { ...structuredClone(defaultSettings), throttle: ec2LikeThrottle };
    this.#throttle = new Throttle(() => clock.nowMs(), settings);
  }

  /** The account as one cluster uses it. */
  portsOf(caller: number): AccountPorts {
    const cloud = this.#cloud;
    const describe = <T>(call: () => Promise<T>) => this.#pass(caller, 'describe', call);
    const mutate = <T>(call: () => Promise<T>) => this.#pass(caller, 'mutate', call);
    return {
      describeEni: (id: string): Promise<Eni> => describe(() => cloud.describeEni(id)),
      describeInstance: (id: string): Promise<Instance> => describe(() => cloud.describeInstance(id)),
      describeSubnet: (id: string): Promise<Subnet> => describe(() => cloud.describeSubnet(id)),
      maximumInterfaces: (type: string) => describe(() => cloud.maximumInterfaces(type)),
      attach: (request: AttachRequest) => mutate(() => cloud.attach(request)),
      detach: (request: DetachRequest) => mutate(() => cloud.detach(request)),
      setSourceDestCheck: (id: string, on: boolean) => mutate(() => cloud.setSourceDestCheck(id, on)),
    };
  }

  async #pass<T>(caller: number, kind: ThrottleClass, call: () => Promise<T>): Promise<T> {
    const refused = !this.#takeToken(kind);
    this.calls.push({ atMs: this.#clock.nowMs(), caller, kind, refused });
    if (!refused) return call();
    await new Promise<void>((resolve) => this.#clock.later(this.#cloud.answerMs, resolve));
    throw new AgentError('throttled', 'RequestLimitExceeded: Request limit exceeded.');
  }

  #takeToken(kind: ThrottleClass): boolean {
    try {
      this.#throttle.take(kind);
      return true;
    } catch {
      return false;
    }
  }
}
