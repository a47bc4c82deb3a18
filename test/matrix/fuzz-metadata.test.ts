import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeStranger } from '../../src/actions/observe-link.ts';
import { createImds } from '../../src/adapters/imds/imds-client.ts';
import { instanceRoleCredentials } from '../../src/adapters/imds/instance-role-credentials.ts';
import { createNodeIdentity } from '../../src/adapters/imds/node-identity.ts';
import { isAgentError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/ports.ts';
import { FleetingMemory } from '../contract/ec2-lab.ts';
import { FakeLinks } from '../fakes/fake-links.ts';
import { cast } from '../lab/topology.ts';
import { damaged, fuzz, fuzzParameters, garbageText } from './fuzz-count.ts';

const runs = fuzzParameters(400, 5_000);
const macs = [cast.eniMac, '06:00:00:00:01:11'];
const ids: Readonly<Record<string, string>> = {
  [cast.eniMac]: cast.eni,
  '06:00:00:00:01:11': 'eni-00000000000000011',
};
const credentials = JSON.stringify({
  Code: 'Success',
  AccessKeyId: 'ASIA',
  SecretAccessKey: 's',
  Token: 't',
});

/** Pauses between two tries take no time here. */
const clock: Clock = { nowMs: () => performance.now(), sleep: () => Promise.resolve() };

/** What the metadata service says, by path; one of them is garbage at a time. */
let answers: Readonly<Record<string, string>> = {};
const server = createServer((request, response) => {
  const body = answers[request.url ?? ''];
  response.writeHead(body === undefined ? 404 : 200).end(body);
});
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const truth: Readonly<Record<string, string>> = {
  '/latest/api/token': 'token',
  '/latest/meta-data/instance-id': cast.nodeA,
  '/latest/meta-data/network/interfaces/macs/': macs.map((mac) => `${mac}/`).join('\n'),
  ...Object.fromEntries(
    macs.map((mac) => [`/latest/meta-data/network/interfaces/macs/${mac}/interface-id`, ids[mac] ?? '']),
  ),
  '/latest/meta-data/iam/security-credentials/': cast.role,
  [`/latest/meta-data/iam/security-credentials/${cast.role}`]: credentials,
};

/** Another id or another MAC that is one cannot be told from the truth. */
function isLie(path: string, text: string, right: string): boolean {
  if (path.endsWith('interface-id')) return !/^eni-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text.trim());
  return text.trim() !== right;
}

/** One answer that is not the true one. */
const lies = fc.constantFrom(...Object.keys(truth)).chain((path) => {
  const right = truth[path] ?? '';
  return fc.tuple(
    fc.constant(path),
    fc.oneof(garbageText, damaged(right)).filter((text) => isLie(path, text, right)),
  );
});

async function outcome<T>(work: Promise<T>): Promise<{ value?: T }> {
  try {
    return { value: await work };
  } catch (error) {
    expect(isAgentError(error), String(error)).toBe(true);
    return {};
  }
}

describe('garbage of the metadata service', () => {
  it('is refused in the terms of the agent, and never proves that the ENI is not here', async () => {
    await fuzz('the metadata service', lies, runs, async ([path, body]) => {
      answers = { ...truth, [path]: body };
      const imds = createImds({ endpoint, clock, random: () => 0 });
      const identity = createNodeIdentity({
        claimed: undefined,
        assetTagFile: '/nonexistent',
        imds,
        memory: new FleetingMemory(),
      });
      const { value: id } = await outcome(identity.instanceId());
      if (id !== undefined) expect(id).toMatch(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/);
      const { value: keys } = await outcome(instanceRoleCredentials(imds, new FleetingMemory()));
      if (keys !== undefined) expect(typeof keys.accessKeyId).toBe('string');

      const links = new FakeLinks(clock);
      macs.forEach((mac, n) => links.plug({ mac, ifindex: n + 2, name: `ens${n + 5}` }));
      const view = await observeStranger(links, () => identity.eniIdsByMac(), cast.eni);
      expect(['present', 'unknown']).toContain(view.kind);
    });
  });
});
