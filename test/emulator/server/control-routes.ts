import type { Emulator } from '../emulator.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import type { DenyRule } from '../identity/policies.ts';
import { attach } from '../model/attach.ts';
import { detach } from '../model/detach.ts';
import { modifyEni } from '../model/modify.ts';
import {
  rebootInstance,
  setGuestAcknowledges,
  startInstance,
  stopInstance,
  terminateInstance,
} from '../model/power.ts';
import type { InstanceSettings, Settings } from '../model/settings.ts';
import { applyPatch, type DeepPartial } from './apply-patch.ts';
import type { ListenAt } from './endpoints.ts';

export interface ControlCall {
  readonly emulator: Emulator;
  /** The parts of the path that the route leaves open. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (call: ControlCall) => unknown;

/** The bodies are JSON of the types named; the socket is for test code alone, so their shape is trusted. */
export const controlRoutes: Readonly<Record<string, Handler>> = {
  'GET /state': ({ emulator: { cloud } }) => ({
    instances: cloud.instances
      .list()
      .map((instance) => ({ ...instance, settings: cloud.instanceSettings(instance.instanceId) })),
    enis: cloud.enis.list(),
    subnets: cloud.subnets.list(),
    routeTables: cloud.routeTables.list(),
  }),
  'GET /settings': ({ emulator }) => emulator.settings,
  'PATCH /settings': ({ emulator, body }) => {
    emulator.configure(body as DeepPartial<Settings>);
    return emulator.settings;
  },
  'PATCH /instances/*/settings': ({ emulator, path: [id = ''], body }) =>
    setInstanceSettings(emulator, id, body),
  'POST /instances/*/stop': async ({ emulator, path: [id = ''], body }) => {
    const { force = false, waitMs = 0 } = (body ?? {}) as { force?: boolean; waitMs?: number };
    const change = stopInstance(emulator.cloud, id, force);
    if (waitMs > 0) await instanceState(emulator, id, 'stopped', waitMs);
    return change;
  },
  'POST /instances/*/start': async ({ emulator, path: [id = ''], body }) => {
    const { waitMs = 0 } = (body ?? {}) as { waitMs?: number };
    const change = startInstance(emulator.cloud, id);
    if (waitMs > 0) await instanceState(emulator, id, 'running', waitMs);
    return change;
  },
  'POST /instances/*/reboot': ({ emulator, path: [id = ''] }) => rebootInstance(emulator.cloud, id),
  'POST /instances/*/terminate': ({ emulator, path: [id = ''] }) => terminateInstance(emulator.cloud, id),
  'POST /instances/*/credentials/rotate': ({ emulator, path: [id = ''] }) => emulator.credentials.rotate(id),
  'POST /credentials/*/expire': ({ emulator, path: [name = ''], body }) => {
    const { stuck = false } = (body ?? {}) as { stuck?: boolean };
    emulator.credentials.expire(name, stuck);
  },
  'DELETE /credentials/*': ({ emulator, path: [accessKeyId = ''] }) =>
    emulator.credentials.revoke(accessKeyId),
  'GET /credentials': ({ emulator }) => emulator.credentials.all(),
  'POST /enis/*/attach': ({ emulator, path: [eniId = ''], body }) => {
    const {
      instanceId,
      deviceIndex = 1,
      networkCardIndex = 0,
    } = body as {
      instanceId: string;
      deviceIndex?: number;
      networkCardIndex?: number;
    };
    return attach(emulator.cloud, { eniId, instanceId, deviceIndex, networkCardIndex });
  },
  'POST /enis/*/detach': ({ emulator, path: [eniId = ''], body }) => {
    const { force = false } = (body ?? {}) as { force?: boolean };
    const attachmentId = emulator.cloud.eni(eniId).attachment?.attachmentId;
    if (attachmentId === undefined) throw new Error(`${eniId} is not attached`);
    detach(emulator.cloud, attachmentId, force);
  },
  'PATCH /enis/*': ({ emulator, path: [eniId = ''], body }) => {
    const { sourceDestCheck } = body as { sourceDestCheck: boolean };
    modifyEni(emulator.cloud, eniId, { sourceDestCheck });
  },
  'GET /events': async ({ emulator: { cloud }, query }) => {
    const after = Number(query.get('after') ?? 0);
    const waitMs = Number(query.get('waitMs') ?? 0);
    if (waitMs > 0 && cloud.events.after(after).length === 0) await cloud.events.changed(waitMs);
    return { lastSeq: cloud.events.lastSeq, events: cloud.events.after(after) };
  },
  'DELETE /events': ({ emulator }) => emulator.cloud.events.clear(),
  'GET /requests': ({ emulator, query }) => emulator.requests.after(Number(query.get('after') ?? 0)),
  'DELETE /requests': ({ emulator }) => emulator.requests.clear(),
  'GET /faults': ({ emulator }) => emulator.faults.list(),
  'POST /faults': ({ emulator, body }) => ({ id: emulator.faults.add(body as FaultRule) }),
  'DELETE /faults': ({ emulator }) => emulator.faults.remove(),
  'DELETE /faults/*': ({ emulator, path: [id] }) => emulator.faults.remove(id),
  'GET /policies': ({ emulator }) => emulator.policies.all(),
  'PUT /policies/*': ({ emulator, path: [name = ''], body }) =>
    emulator.policies.set(name, body as DenyRule[]),
  'POST /listen/aws': async ({ emulator, body }) => {
    const { at, tls = false, instanceId } = body as { at: ListenAt; tls?: boolean; instanceId?: string };
    return {
      port: await emulator.listenAws(at, { tls, ...(instanceId === undefined ? {} : { instanceId }) }),
    };
  },
  'POST /listen/imds': async ({ emulator, body }) => {
    const { at, instanceId } = body as { at: ListenAt; instanceId: string };
    return { port: await emulator.listenImds(at, instanceId) };
  },
  'GET /ca': ({ emulator }) => ({ caPem: emulator.certificate.caPem }),
};

function setInstanceSettings(emulator: Emulator, instanceId: string, body: unknown): InstanceSettings {
  const { cloud } = emulator;
  const patch = body as Partial<InstanceSettings>;
  const unknown = Object.keys(patch).find((name) => !['guestAcknowledges', 'latency', 'imds'].includes(name));
  if (unknown !== undefined) throw new Error(`there is no instance setting ${unknown}`);
  applyPatch(structuredClone(emulator.settings), { latency: patch.latency ?? {}, imds: patch.imds ?? {} });
  const current = cloud.instanceSettings(instanceId);
  cloud.setInstanceSettings(instanceId, {
    ...current,
    latency: { ...current.latency, ...patch.latency },
    imds: { ...current.imds, ...patch.imds },
  });
  if (patch.guestAcknowledges !== undefined) setGuestAcknowledges(cloud, instanceId, patch.guestAcknowledges);
  return cloud.instanceSettings(instanceId);
}

function instanceState(emulator: Emulator, id: string, state: string, timeoutMs: number): Promise<void> {
  const { cloud } = emulator;
  return cloud.events.until(`${id} ${state}`, timeoutMs, () => cloud.instances.get(id)?.state === state);
}
