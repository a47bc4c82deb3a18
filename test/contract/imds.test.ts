import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { createImds, type Imds } from '../../src/adapters/imds/imds-client.ts';
import type { FaultRule } from '../emulator/faults/fault-rule.ts';
import { nodeA } from '../emulator/sample-world.ts';
import { startEc2Lab, type Ec2Lab } from './ec2-lab.ts';

let lab: Ec2Lab;
let imds: Imds;

beforeEach(async () => {
  lab = await startEc2Lab();
  ({ imds } = lab);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lab.close();
});

const id = 'meta-data/instance-id';
const asked = () => lab.emulator.requests.after().map(({ action }) => action);

function strike(action: string, effect: FaultRule['effect'], occurrences?: readonly number[]): void {
  const match = { service: 'imds', action } as const;
  lab.emulator.faults.add({ match, effect, ...(occurrences === undefined ? {} : { occurrences }) });
}

const unavailable = { kind: 'error', code: 'Service Unavailable', status: 503 } as const;
const useless = expect.objectContaining({ kind: 'transient' }) as Error;

describe('the instance metadata', () => {
  it('is read with one token for all reads, also when they come at once', async () => {
    const read = await Promise.all([imds.get(id), imds.get('meta-data/placement/region')]);
    expect(read).toEqual([nodeA, 'eu-west-1']);
    await imds.get('meta-data/placement/availability-zone');
    expect(asked().filter((path) => path === 'api/token')).toHaveLength(1);
    expect(asked()[0]).toBe('api/token');
  });

  it('has no value where there is no such path, which is not an error', async () => {
    expect(await imds.get('meta-data/network-card')).toBeUndefined();
  });

  it.each([
    ['refuses the token for load', 'api/token', unavailable],
    ['refuses a read for load', id, unavailable],
    ['throttles', id, { kind: 'error', code: 'Too Many Requests', status: 429 }],
    ['resets the connection', id, { kind: 'reset' }],
    ['resets the connection of the token', 'api/token', { kind: 'reset' }],
    ['breaks off in mid-answer', id, { kind: 'truncated', mode: 'connection' }],
  ] as const)('is read although it %s twice', async (_name, path, effect) => {
    strike(path, effect, [1, 2]);
    expect(await imds.get(id)).toBe(nodeA);
  });

  it.each([
    ['no token', 'api/token', unavailable],
    ['no answer but errors', id, unavailable],
    ['an empty token', 'api/token', { kind: 'content', body: '' }],
    ['a token that is none', 'api/token', { kind: 'content', body: '<html>\n\0</html>' }],
    ['a token page of something else', 'api/token', { kind: 'content', body: '<html>', status: 404 }],
    ['a refusal', id, { kind: 'error', code: 'Forbidden', status: 403 }],
    ['a redirect', id, { kind: 'redirect', location: 'http://127.0.0.1:1/' }],
    ['an endless answer', id, { kind: 'content', body: 'x'.repeat(100_000) }],
    ['no token that holds', id, { kind: 'error', code: 'Unauthorized', status: 401 }],
  ] as const)('with %s throws: no answer is never an empty one', async (_name, path, effect) => {
    strike(path, effect);
    await expect(imds.get(id)).rejects.toThrow(useless);
    expect(asked().length).toBeLessThanOrEqual(6);
  });

  it('is read with a new token when the old one is refused', async () => {
    await imds.get(id);
    strike(id, { kind: 'error', code: 'Unauthorized', status: 401 }, [1]);
    expect(await imds.get(id)).toBe(nodeA);
    expect(asked().filter((path) => path === 'api/token')).toHaveLength(2);
  });

  it('is asked anew after a failure', async () => {
    strike('api/token', unavailable, [1, 2, 3]);
    await expect(imds.get(id)).rejects.toThrow(useless);
    expect(await imds.get(id)).toBe(nodeA);
  });

  it('that never answers is given three seconds', async () => {
    strike('api/token', { kind: 'hang' });
    const startMs = performance.now();
    await expect(imds.get(id)).rejects.toThrow(/no answer within 1000 ms/);
    expect(performance.now() - startMs).toBeLessThan(8_000);
    expect(asked()).toEqual(['api/token', 'api/token', 'api/token']);
  });

  it('that nobody serves is unusable, not empty', async () => {
    const nowhere = createImds({ endpoint: 'http://127.0.0.1:1', clock: systemClock, random: () => 0 });
    await expect(nowhere.get(id)).rejects.toThrow(useless);
  });

  it('is never asked through a proxy', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy']) {
      vi.stubEnv(name, 'http://127.0.0.1:1');
    }
    const direct = createImds({ endpoint: lab.imdsEndpoint, clock: systemClock, random: () => 0 });
    expect(await direct.get(id)).toBe(nodeA);
  });
});
