import type { CloudEvent, EventKind } from '../emulator/model/event-log.ts';
import type { LabEvent } from './lab-options.ts';
import type { LabParts } from './lab-setup.ts';

const words: Partial<Record<EventKind, string>> = {
  'eni-attaching': 'EC2 attaches the ENI to',
  'eni-attached': 'EC2: the ENI is attached to',
  'eni-detaching': 'EC2 detaches the ENI from',
  'eni-detached': 'EC2: the ENI is detached from',
  'link-plugged': 'the kernel sees the link on',
  'link-unplugged': 'the link is gone from',
  'power-off': 'EC2 stops',
  'power-on': 'EC2 has started',
};

/** Tells what happens in the cloud, as it happens, in terms of the nodes. Returns what ends it. */
export function followCloud(parts: LabParts, onEvent: (event: LabEvent) => void): () => Promise<void> {
  const { events } = parts.emulator.cloud;
  const end = new AbortController();
  const following = (async () => {
    let seq = events.lastSeq;
    while (!end.signal.aborted) {
      for (const event of events.after(seq)) {
        seq = event.seq;
        const what = describe(event, parts);
        if (what !== undefined) onEvent({ atMs: event.atMs, what });
      }
      await events.changed(200);
    }
  })();
  return async () => {
    end.abort();
    await following;
  };
}

function describe({ kind, instanceId, detail }: CloudEvent, { hosts }: LabParts): string | undefined {
  const verb = words[kind];
  if (verb === undefined) return undefined;
  const host = [...hosts.values()].find(({ member }) => member.instanceId === instanceId);
  const forced = detail === 'forced' ? ' by force' : '';
  return `${verb} ${host?.member.name ?? instanceId ?? '?'}${forced}`;
}
