import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIproute2HostNetwork } from '../../../src/adapters/iproute2/iproute2-host-network.ts';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import type { HostNetwork, NetworkWish } from '../../../src/domain/ports.ts';
import { FakeLinks } from '../../fakes/fake-links.ts';
import { isAlive } from './is-alive.ts';

const wish: NetworkWish = {
  eniId: 'eni-0123456789abcdef0',
  mac: '02:00:00:00:02:20',
  ipv4: ['10.0.2.20'],
  ipv4Cidr: '10.0.2.0/24',
  ipv6: [],
  ipv6Cidrs: [],
  routeTable: 77,
  egress: 'eni',
  interfaceConfig: 'agent',
};

let folder: string;
let host: HostNetwork;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eni-fake-ip-'));
  const links = new FakeLinks(systemClock);
  links.plug({ mac: wish.mac, ifindex: 3, name: 'ens6' });
  const options = { links, clock: systemClock, commandTimeoutMs: 400, sysctlRoot: folder };
  host = createIproute2HostNetwork({ ...options, ipCommand: join(folder, 'ip') });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program in the place of `ip`. */
function fakeIp(body: string): void {
  writeFileSync(join(folder, 'ip'), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, 'ip'), 0o755);
}

const calls: [string, () => Promise<unknown>][] = [
  ['checkTools', () => host.checkTools()],
  ['inspect', () => host.inspect(wish)],
  ['configure', () => host.configure(wish)],
  ['release', () => host.release({ eniId: wish.eniId, mac: wish.mac, routeTable: 77 })],
];

describe.each(calls)('%s', (_name, call) => {
  it('says that iproute2 is missing', async () => {
    await expect(call()).rejects.toMatchObject({
      kind: 'not-installed',
      message: expect.stringContaining('install iproute2') as unknown,
    });
  });

  it('says so too when the program cannot be run', async () => {
    writeFileSync(join(folder, 'ip'), '');
    await expect(call()).rejects.toMatchObject({ kind: 'not-installed' });
  });

  it('gives the words of an ip that fails, in one line', async () => {
    fakeIp('echo "RTNETLINK answers: Operation not permitted" >&2; echo "Command failed -:1" >&2; exit 1');
    await expect(call()).rejects.toMatchObject({
      kind: 'host',
      message: expect.stringMatching(/^ip .* failed: RTNETLINK answers: Operation not permitted$/) as unknown,
    });
  });

  it.each([
    ['hangs', 'exec sleep 30'],
    ['hangs in a child that holds its output open', 'sleep 30 & wait'],
    ['prints without end', 'yes'],
    ['complains without end', 'yes >&2'],
  ])('ends in time when ip %s', async (_how, body) => {
    fakeIp(`echo $$ > ${folder}/pid\n${body}`);
    const startMs = performance.now();
    await expect(call()).rejects.toMatchObject({ kind: 'host' });
    expect(performance.now() - startMs).toBeLessThan(5000);
    await expect.poll(() => isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false);
  });

  it.each([
    ['nothing', 'true'],
    ['garbage', 'head -c 300 /dev/urandom'],
    ['half an answer', `printf '[{"ifindex":3,"ifname":"ens6","fla'`],
    ['words', 'echo Object \\"rule\\" is unknown'],
    ['another kind of answer', 'echo {}; echo {}; echo {}; echo {}'],
  ])('takes %s for an error, never for "there is none"', async (_what, body) => {
    fakeIp(body);
    await expect(call()).rejects.toMatchObject({ kind: 'host' });
  });
});
