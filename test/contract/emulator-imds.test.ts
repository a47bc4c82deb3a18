import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { floatingEni, nodeA, nodeB, sampleInstance, sampleWorld } from '../emulator/sample-world.ts';
import { emulatorLab, ShiftedClock, type EmulatorLab } from './emulator-client.ts';

const floatingMac = '06:00:00:00:01:64';
const primaryMac = '06:00:00:00:01:0a';
let lab: EmulatorLab;
let base: string;
let clock: ShiftedClock;
beforeEach(async () => {
  clock = new ShiftedClock();
  lab = await emulatorLab({ clock });
  base = await imdsOf(lab, nodeA);
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

async function imdsOf(of: EmulatorLab, instanceId: string): Promise<string> {
  return `http://127.0.0.1:${await of.emulator.listenImds({ host: '127.0.0.1', port: 0 }, instanceId)}/latest`;
}

async function token(url = base, ttl = '60'): Promise<string> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': ttl };
  const answer = await fetch(`${url}/api/token`, { method: 'PUT', headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

async function get(path: string, url = base, withToken?: string): Promise<string> {
  const headers = { 'x-aws-ec2-metadata-token': withToken ?? (await token(url)) };
  const answer = await fetch(`${url}/${path}`, { headers });
  return answer.ok ? answer.text() : String(answer.status);
}

describe('a token', () => {
  test('is needed, and good only for its instance and time', async () => {
    expect((await fetch(`${base}/meta-data/instance-id`)).status).toBe(401);
    expect(await get('meta-data/instance-id', base, 'nonsense')).toBe('401');
    const ofB = await token(await imdsOf(lab, nodeB));
    expect(await get('meta-data/instance-id', base, ofB)).toBe('401');
    const short = await token(base, '60');
    expect(await get('meta-data/instance-id', base, short)).toBe(nodeA);
    clock.leap(60_001);
    expect(await get('meta-data/instance-id', base, short)).toBe('401');
  });

  test.each(['0', '21601', 'x', ''])('is refused for a life of "%s" seconds', async (ttl) => {
    await expect(token(base, ttl)).rejects.toThrow('400');
  });

  test('is not given through a proxy', async () => {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60', 'x-forwarded-for': '10.0.0.1' };
    expect((await fetch(`${base}/api/token`, { method: 'PUT', headers })).status).toBe(403);
  });

  test('may be optional, as an instance is set', async () => {
    lab.emulator.configure({ imds: { v1Allowed: true } });
    expect(await (await fetch(`${base}/meta-data/instance-id`)).text()).toBe(nodeA);
  });
});

test('identity and place', async () => {
  expect(await get('meta-data/instance-id')).toBe(nodeA);
  expect(await get('meta-data/placement/region')).toBe('eu-west-1');
  expect(await get('meta-data/placement/availability-zone')).toBe('eu-west-1a');
  expect(JSON.parse(await get('dynamic/instance-identity/document'))).toMatchObject({
    instanceId: nodeA,
    region: 'eu-west-1',
    accountId: '123456789012',
  });
  expect(await get('meta-data/no-such-thing')).toBe('404');
});

test('role credentials, the same until they rotate; none without a role', async () => {
  expect(await get('meta-data/iam/security-credentials/')).toBe('nat-node');
  const first = await get('meta-data/iam/security-credentials/nat-node');
  expect(JSON.parse(first)).toMatchObject({ Code: 'Success', Type: 'AWS-HMAC' });
  expect(await get('meta-data/iam/security-credentials/nat-node')).toBe(first);
  lab.emulator.credentials.rotate(nodeA);
  expect(await get('meta-data/iam/security-credentials/nat-node')).not.toBe(first);

  const { role, ...roleless } = sampleInstance(nodeA, 'eni-0aaaaaaaaaaaaaaa1');
  expect(role).toBe('nat-node');
  await using bare = await emulatorLab({ world: sampleWorld({ instances: [roleless] }) });
  expect(await get('meta-data/iam/security-credentials/', await imdsOf(bare, nodeA))).toBe('404');
});

describe('interfaces', () => {
  const macs = async (): Promise<string[]> =>
    (await get('meta-data/network/interfaces/macs/')).split('\n').map((line) => line.replace(/\/$/, ''));
  const of = (mac: string, name: string): Promise<string> =>
    get(`meta-data/network/interfaces/macs/${mac}/${name}`);

  test('come and go with their attachments', async () => {
    expect(await macs()).toEqual([primaryMac]);
    const attachmentId = await lab.attach();
    expect(await macs()).toEqual([primaryMac, floatingMac]);
    expect(await of(floatingMac, 'interface-id')).toBe(floatingEni);
    expect(await of(floatingMac, 'device-number')).toBe('1');
    expect(await of(floatingMac, 'local-ipv4s')).toBe('10.0.1.100');
    expect(await of(floatingMac, 'subnet-ipv4-cidr-block')).toBe('10.0.1.0/24');
    expect(await of(floatingMac, 'vpc-ipv4-cidr-block')).toBe('10.0.0.0/16');
    expect(await of(floatingMac, 'network-card')).toBe('404');
    await lab.detach(attachmentId);
    await expect.poll(macs).toEqual([primaryMac]);
  });

  test('may linger, longer after Force', async () => {
    lab.emulator.configure({ imds: { lingerMs: 0, lingerAfterForceMs: 60_000 } });
    await lab.detach(await lab.attach(), true);
    const { cloud } = lab.emulator;
    await cloud.events.until('detached', 2000, () => !cloud.eni(floatingEni).attachment);
    expect(await macs()).toEqual([primaryMac, floatingMac]);
    clock.leap(60_000);
    expect(await macs()).toEqual([primaryMac]);
  });

  test('may come late, their device number later still', async () => {
    lab.emulator.configure({ imds: { newInterfaceLagMs: 60_000, deviceNumberLagMs: 60_000 } });
    await lab.attach();
    expect(await macs()).toEqual([primaryMac]);
    clock.leap(60_000);
    expect(await macs()).toEqual([primaryMac, floatingMac]);
    expect(await of(floatingMac, 'device-number')).toBe('0');
    clock.leap(60_000);
    expect(await of(floatingMac, 'device-number')).toBe('1');
  });

  test('tell their card where the type has several', async () => {
    const instance = { ...sampleInstance(nodeA, 'eni-0aaaaaaaaaaaaaaa1'), instanceType: 'p4d.24xlarge' };
    await using large = await emulatorLab({ world: sampleWorld({ instances: [instance] }) });
    const url = await imdsOf(large, nodeA);
    expect(await get(`meta-data/network/interfaces/macs/${primaryMac}/network-card`, url)).toBe('0');
  });
});

describe('hiccups', () => {
  test('strike paths as faults strike actions, on one instance alone', async () => {
    const held = await token();
    const match = { service: 'imds', action: 'meta-data/placement/*', caller: nodeA } as const;
    lab.emulator.faults.add({
      match,
      occurrences: [1],
      effect: { kind: 'error', code: 'Throttled', status: 429 },
    });
    lab.emulator.faults.add({ match, occurrences: [2], effect: { kind: 'content', body: '' } });
    lab.emulator.faults.add({ match, occurrences: [3], effect: { kind: 'reset' } });
    expect(await get('meta-data/instance-id', base, held)).toBe(nodeA);
    expect(await get('meta-data/placement/region', await imdsOf(lab, nodeB))).toBe('eu-west-1');
    expect(await get('meta-data/placement/region', base, held)).toBe('429');
    expect(await get('meta-data/placement/region', base, held)).toBe('');
    await expect(get('meta-data/placement/region', base, held)).rejects.toThrow();
    expect(await get('meta-data/placement/region', base, held)).toBe('eu-west-1');
  });

  test('on the token alone', async () => {
    lab.emulator.faults.add({
      match: { service: 'imds', action: 'api/token' },
      effect: { kind: 'error', code: 'Unavailable', status: 503 },
    });
    await expect(token()).rejects.toThrow('503');
  });
});
