import type { Eni, Instance, Subnet } from '../../src/domain/eni.ts';
import { AgentError } from '../../src/domain/errors.ts';
import type {
  AttachRequest,
  DetachRequest,
  EniMover,
  EniReader,
  Right,
  RightsProber,
  SurroundingsReader,
} from '../../src/domain/ports.ts';
import type { FakeClock } from './fake-clock.ts';
import { FakeEc2State } from './fake-ec2-state.ts';

export type CloudCall =
  | 'describeEni'
  | 'describeInstance'
  | 'describeSubnet'
  | 'maximumInterfaces'
  | 'attach'
  | 'detach'
  | 'setSourceDestCheck'
  | 'probeRight';

export type CloudFault =
  /** Nothing happens; the call throws this. */
  | { readonly kind: 'error'; readonly error: AgentError }
  /** The call takes effect, and its answer is this error all the same. */
  | { readonly kind: 'lost-reply' }
  /** Nothing happens and no answer ever comes. */
  | { readonly kind: 'hang' }
  /** A describe answers from this long ago. */
  | { readonly kind: 'stale'; readonly agoMs: number };

export interface LoggedCall {
  readonly atMs: number;
  readonly call: CloudCall;
  readonly details: unknown;
}

/**
 * EC2 with a state of its own: answers take time, changes take longer, describes may be stale, replies may get lost.
 * Faults strike the next so many calls of a kind, the newest fault first.
 */
export class FakeCloud implements EniReader, EniMover, SurroundingsReader, RightsProber {
  readonly state: FakeEc2State;
  readonly calls: LoggedCall[] = [];
  readonly subnets = new Map<string, Subnet>();
  readonly denied = new Set<Right>();
  /** How long an answer takes. */
  answerMs = 20;
  /** Requests a second that EC2 puts up with, and how many may come at once. */
  throttle: { capacity: number; refillPerSecond: number } | undefined;
  readonly #clock: FakeClock;
  #faults: { calls: readonly CloudCall[]; fault: CloudFault; times: number }[] = [];
  #tokens = Infinity;
  #tokensAtMs = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.state = new FakeEc2State(clock);
  }

  /** The next `times` calls of these kinds meet the fault. */
  strike(calls: CloudCall | readonly CloudCall[], fault: CloudFault, times = Infinity): void {
    this.#faults.unshift({ calls: typeof calls === 'string' ? [calls] : calls, fault, times });
  }

  heal(): void {
    this.#faults = [];
  }

  /** The calls of one kind so far. */
  named(call: CloudCall): readonly LoggedCall[] {
    return this.calls.filter((logged) => logged.call === call);
  }

  describeEni(eniId: string): Promise<Eni> {
    return this.#answer('describeEni', { eniId }, (agoMs) => this.state.eni(eniId, agoMs));
  }

  describeInstance(instanceId: string): Promise<Instance> {
    return this.#answer('describeInstance', { instanceId }, () => this.state.describeInstance(instanceId));
  }

  describeSubnet(subnetId: string): Promise<Subnet> {
    return this.#answer('describeSubnet', { subnetId }, () => {
      const subnet = this.subnets.get(subnetId);
      if (subnet === undefined) throw new AgentError('failed', `no subnet ${subnetId}`);
      return subnet;
    });
  }

  maximumInterfaces(instanceType: string): Promise<number> {
    return this.#answer('maximumInterfaces', { instanceType }, () => {
      const some = [...this.state.instances.values()].find((one) => one.instanceType === instanceType);
      if (some === undefined) throw new AgentError('failed', `no instance type ${instanceType}`);
      return some.maximumInterfaces;
    });
  }

  attach(request: AttachRequest): Promise<void> {
    return this.#answer('attach', request, () => this.state.attach(request));
  }

  detach(request: DetachRequest): Promise<void> {
    return this.#answer('detach', request, () => this.state.detach(request));
  }

  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void> {
    return this.#answer('setSourceDestCheck', { eniId, enabled }, () => {
      this.state.put({ ...this.state.eni(eniId), sourceDestCheck: enabled });
    });
  }

  probeRight(right: Right): Promise<'granted' | 'denied'> {
    return this.#answer('probeRight', { right }, () => (this.denied.has(right) ? 'denied' : 'granted'));
  }

  async #answer<T>(call: CloudCall, details: unknown, effect: (agoMs: number) => T): Promise<T> {
    this.calls.push({ atMs: this.#clock.nowMs(), call, details });
    const fault = this.#takeFault(call);
    if (fault?.kind === 'hang') return new Promise(() => undefined);
    await this.#half();
    if (!this.#takeToken()) throw new AgentError('throttled', `${call}: RequestLimitExceeded`);
    if (fault?.kind === 'error') throw fault.error;
    const result = effect(fault?.kind === 'stale' ? fault.agoMs : 0);
    await this.#half();
    if (fault?.kind === 'lost-reply') throw new AgentError('transient', `${call}: socket hang up`);
    return result;
  }

  #half(): Promise<void> {
    return new Promise((resolve) => this.#clock.later(this.answerMs / 2, resolve));
  }

  #takeFault(call: CloudCall): CloudFault | undefined {
    const found = this.#faults.find(({ calls, times }) => times > 0 && calls.includes(call));
    if (found !== undefined) found.times -= 1;
    return found?.fault;
  }

  #takeToken(): boolean {
    if (this.throttle === undefined) return true;
    const { capacity, refillPerSecond } = this.throttle;
    const nowMs = this.#clock.nowMs();
    this.#tokens = Math.min(capacity, this.#tokens + ((nowMs - this.#tokensAtMs) / 1000) * refillPerSecond);
    this.#tokensAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
