import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeIdentity } from '../../src/adapters/imds/node-identity.ts';
import type { Identity } from '../../src/domain/ports.ts';
import type { FaultRule } from '../emulator/faults/fault-rule.ts';
import { nodeA, nodeB, primaryEniA } from '../emulator/sample-world.ts';
import { startEc2Lab, type Ec2Lab } from './ec2-lab.ts';

let lab: Ec2Lab;
let folder: string;

beforeEach(async () => {
  lab = await startEc2Lab();
  folder = mkdtempSync(join(tmpdir(), 'eni-identity-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await lab.close();
});

/** On a node whose DMI says `tag`; undefined: it has none. */
function identity({ tag, claimed }: { tag?: string; claimed?: string } = {}): Identity {
  const assetTagFile = join(folder, 'board_asset_tag');
  if (tag !== undefined) writeFileSync(assetTagFile, tag);
  return createNodeIdentity({ claimed, assetTagFile, imds: lab.imds, memory: lab.memory });
}

function strike(action: string, effect: FaultRule['effect']): string {
  return lab.emulator.faults.add({ match: { service: 'imds', action }, effect });
}

const asked = () => lab.emulator.requests.after().map(({ action }) => action);
const idPath = 'meta-data/instance-id';
const macsPath = 'meta-data/network/interfaces/macs/';
const unavailable = { kind: 'error', code: 'Service Unavailable', status: 503 } as const;
const kind = (name: string) => expect.objectContaining({ kind: name }) as Error;

describe('the instance id', () => {
  it('comes from DMI without any request', async () => {
    expect(await identity({ tag: `${nodeB}\n` }).instanceId()).toBe(nodeB);
    expect(asked()).toEqual([]);
  });

  it.each([undefined, '', 'Not Specified', 'i-nonsense', `${nodeB} and more`])(
    'comes from the instance metadata where DMI says %j',
    async (tag) => {
      expect(await identity(tag === undefined ? {} : { tag }).instanceId()).toBe(nodeA);
    },
  );

  it('is asked for once on a boot, also when several ask at once', async () => {
    const first = identity();
    await Promise.all([first.instanceId(), first.instanceId()]);
    await identity().instanceId();
    expect(asked().filter((path) => path === idPath)).toHaveLength(1);
  });

  it.each(['', 'i-nonsense', '<html>Welcome</html>'])(
    'is unknown, and not remembered, where the instance metadata says %j',
    async (body) => {
      strike(idPath, { kind: 'content', body });
      await expect(identity().instanceId()).rejects.toThrow(kind('identity'));
      expect(lab.memory.facts).toEqual({});
    },
  );

  it('is unknown while the instance metadata fails, and asked for again afterwards', async () => {
    const fault = strike(idPath, unavailable);
    const patient = identity();
    await expect(patient.instanceId()).rejects.toThrow(kind('identity'));
    lab.emulator.faults.remove(fault);
    expect(await patient.instanceId()).toBe(nodeA);
  });

  it('that was remembered wrongly is asked for again', async () => {
    lab.memory.facts = { instanceId: 'i-nonsense' };
    expect(await identity().instanceId()).toBe(nodeA);
  });

  it('that a parameter claims is believed where it is right or nothing tells', async () => {
    expect(await identity({ claimed: nodeA }).instanceId()).toBe(nodeA);
    lab.memory.facts = {};
    strike('*', unavailable);
    expect(await identity({ claimed: nodeB }).instanceId()).toBe(nodeB);
  });

  it('that a parameter claims wrongly makes the node unsuitable', async () => {
    await expect(identity({ claimed: nodeB }).instanceId()).rejects.toThrow(kind('node-unsuitable'));
    const onOther = identity({ claimed: nodeA, tag: nodeB });
    await expect(onOther.instanceId()).rejects.toThrow(kind('node-unsuitable'));
  });
});

describe('the ENIs by MAC', () => {
  it('are those of the instance', async () => {
    expect(await identity().eniIdsByMac()).toEqual(new Map([['06:00:00:00:01:0a', primaryEniA]]));
  });

  it.each(['', 'nonsense/', '<html>Welcome</html>'])('are unknown where the list is %j', async (body) => {
    strike(macsPath, { kind: 'content', body });
    await expect(identity().eniIdsByMac()).rejects.toThrow(kind('identity'));
  });

  it.each([macsPath, `${macsPath}*/interface-id`])('are unknown while %s fails', async (path) => {
    strike(path, unavailable);
    await expect(identity().eniIdsByMac()).rejects.toThrow(kind('transient'));
  });

  it('leave out a MAC whose ENI is not told', async () => {
    strike(`${macsPath}*/interface-id`, { kind: 'content', body: 'nonsense' });
    expect(await identity().eniIdsByMac()).toEqual(new Map());
  });
});
