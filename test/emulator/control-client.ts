import { request } from 'node:http';
import type { FaultRule } from './faults/fault-rule.ts';
import type { ActiveFault } from './faults/fault-script.ts';
import type { Credential } from './identity/credential-store.ts';
import type { DenyRule } from './identity/policies.ts';
import type {
  AttachmentRecord,
  EniRecord,
  InstanceRecord,
  RouteTableRecord,
  SubnetRecord,
} from './model/entities.ts';
import type { CloudEvent } from './model/event-log.ts';
import type { StateChange } from './model/power.ts';
import type { InstanceSettings, Settings } from './model/settings.ts';
import type { DeepPartial } from './server/apply-patch.ts';
import type { ListenAt } from './server/endpoints.ts';
import type { LoggedRequest } from './server/request-log.ts';

export interface EmulatorState {
  readonly instances: readonly (InstanceRecord & { readonly settings: InstanceSettings })[];
  readonly enis: readonly EniRecord[];
  readonly subnets: readonly SubnetRecord[];
  readonly routeTables: readonly RouteTableRecord[];
}

/**
 * Drives an emulator in another process through its control socket. Every method throws with the emulator's own words
 * when it refuses, and after `timeoutMs` without an answer.
 */
export class ControlClient {
  readonly #socketPath: string;
  readonly #timeoutMs: number;

  constructor(socketPath: string, timeoutMs = 30_000) {
    this.#socketPath = socketPath;
    this.#timeoutMs = timeoutMs;
  }

  state = (): Promise<EmulatorState> => this.#call('GET', '/state');
  settings = (): Promise<Settings> => this.#call('GET', '/settings');
  configure = (patch: DeepPartial<Settings>): Promise<Settings> => this.#call('PATCH', '/settings', patch);
  configureInstance = (instanceId: string, patch: Partial<InstanceSettings>): Promise<InstanceSettings> =>
    this.#call('PATCH', `/instances/${instanceId}/settings`, patch);

  /** With `waitMs`, answers once the instance is stopped. */
  stop = (instanceId: string, options: { force?: boolean; waitMs?: number } = {}): Promise<StateChange> =>
    this.#call('POST', `/instances/${instanceId}/stop`, options);
  start = (instanceId: string, options: { waitMs?: number } = {}): Promise<StateChange> =>
    this.#call('POST', `/instances/${instanceId}/start`, options);
  reboot = (instanceId: string): Promise<unknown> => this.#call('POST', `/instances/${instanceId}/reboot`);
  terminate = (instanceId: string): Promise<unknown> =>
    this.#call('POST', `/instances/${instanceId}/terminate`);

  /** Attaches and detaches as a person at the console would: past policies, faults and the request log. */
  attach = (
    eniId: string,
    to: { instanceId: string; deviceIndex?: number; networkCardIndex?: number },
  ): Promise<AttachmentRecord> => this.#call('POST', `/enis/${eniId}/attach`, to);
  detach = (eniId: string, options: { force?: boolean } = {}): Promise<unknown> =>
    this.#call('POST', `/enis/${eniId}/detach`, options);
  setSourceDestCheck = (eniId: string, sourceDestCheck: boolean): Promise<unknown> =>
    this.#call('PATCH', `/enis/${eniId}`, { sourceDestCheck });

  /** Waits up to `waitMs` for the first event after the given one. */
  events = (after = 0, waitMs = 0): Promise<{ lastSeq: number; events: CloudEvent[] }> =>
    this.#call('GET', `/events?after=${after}&waitMs=${waitMs}`);
  clearEvents = (): Promise<unknown> => this.#call('DELETE', '/events');
  requests = (after = 0): Promise<LoggedRequest[]> => this.#call('GET', `/requests?after=${after}`);
  clearRequests = (): Promise<unknown> => this.#call('DELETE', '/requests');

  addFault = async (rule: FaultRule): Promise<string> =>
    (await this.#call<{ id: string }>('POST', '/faults', rule)).id;
  faults = (): Promise<ActiveFault[]> => this.#call('GET', '/faults');
  /** Without an id: all of them. */
  removeFault = (id?: string): Promise<unknown> =>
    this.#call('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`);

  /** The principal is the name of a user or role, or `*`. */
  setPolicy = (principal: string, rules: readonly DenyRule[]): Promise<unknown> =>
    this.#call('PUT', `/policies/${encodeURIComponent(principal)}`, rules);
  credentials = (): Promise<Credential[]> => this.#call('GET', '/credentials');
  rotateCredentials = (instanceId: string): Promise<unknown> =>
    this.#call('POST', `/instances/${instanceId}/credentials/rotate`);
  /** `stuck`: the metadata goes on serving what has expired. */
  expireCredentials = (roleOrInstanceId: string, options: { stuck?: boolean } = {}): Promise<unknown> =>
    this.#call('POST', `/credentials/${roleOrInstanceId}/expire`, options);

  listenAws = (
    at: ListenAt,
    options: { tls?: boolean; instanceId?: string } = {},
  ): Promise<{ port: number }> => this.#call('POST', '/listen/aws', { at, ...options });
  listenImds = (at: ListenAt, instanceId: string): Promise<{ port: number }> =>
    this.#call('POST', '/listen/imds', { at, instanceId });
  ca = (): Promise<{ caPem: string }> => this.#call('GET', '/ca');

  /** Resolves with the first state in which `ready` holds, asked again at each event. Throws after `timeoutMs`. */
  async until(
    what: string,
    timeoutMs: number,
    ready: (state: EmulatorState) => boolean,
  ): Promise<EmulatorState> {
    const endMs = performance.now() + timeoutMs;
    let { lastSeq } = await this.events();
    for (;;) {
      const state = await this.state();
      if (ready(state)) return state;
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`${what}: not within ${timeoutMs} ms`);
      ({ lastSeq } = await this.events(lastSeq, Math.min(Math.ceil(leftMs), 5000)));
    }
  }

  #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const call = request(
        { socketPath: this.#socketPath, method, path, timeout: this.#timeoutMs, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(JSON.parse(text) as T);
            else reject(new Error(`emulator refuses ${method} ${path}: ${text.trim()}`));
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error(`emulator does not answer ${method} ${path}`)));
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
