import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlClient } from '../emulator/control-client.ts';
import { Emulator, testUser } from '../emulator/emulator.ts';
import { floatingEni, nodeA, sampleWorld } from '../emulator/sample-world.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eni-emulator-test-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly firstLine: Record<string, unknown>;
}

/** Starts a script of the emulator; resolves at its first line of JSON. Standard input stays open. */
async function start(script: string, args: readonly string[]): Promise<Running> {
  const path = fileURLToPath(new URL(`../emulator/${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, firstLine: JSON.parse(line.toString()) as Record<string, unknown> };
}

async function ask(endpoint: string, ca?: string): Promise<unknown> {
  const client = new EC2Client({
    endpoint,
    region: 'eu-west-1',
    credentials: testUser,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(ca === undefined ? {} : { httpsAgent: new Agent({ ca }) }),
  });
  try {
    return await client.send(new DescribeInstancesCommand({}));
  } finally {
    client.destroy();
  }
}

describe('the command', () => {
  test('serves EC2 over HTTPS and is driven through its control socket', async () => {
    const [world, settings, ca] = [
      join(folder, 'world.json'),
      join(folder, 'settings.json'),
      join(folder, 'ca.pem'),
    ];
    await writeFile(world, JSON.stringify(sampleWorld()));
    await writeFile(settings, JSON.stringify({ latency: { attachMs: 1 } }));
    const control = join(folder, 'control.sock');
    const { child, firstLine } = await start('main.ts', [
      ...['--world', world, '--settings', settings, '--control', control, '--tls', '--ca', ca],
      ...['--imds', `${nodeA}=127.0.0.1:0`],
    ]);
    const endpoint = String(firstLine['endpoint']);
    expect(endpoint).toMatch(/^https:/);
    await ask(endpoint, await readFile(ca, 'utf8'));
    await expect(ask(endpoint)).rejects.toThrow(/certificate/);

    const client = new ControlClient(control);
    expect((await client.settings()).latency.attachMs).toBe(1);
    await client.attach(floatingEni, { instanceId: nodeA });
    const state = await client.until('attached', 2000, ({ enis }) =>
      enis.some((eni) => eni.attachment?.status === 'attached' && eni.eniId === floatingEni),
    );
    expect(state.instances).toHaveLength(2);
    expect((await client.events()).events.map((event) => event.kind)).toContain('eni-attached');
    await client.stop(nodeA, { force: true, waitMs: 2000 });
    expect((await client.state()).instances[0]).toMatchObject({ instanceId: nodeA, state: 'stopped' });
    await client.setPolicy(testUser.name, [{ action: '*' }]);
    await expect(ask(endpoint, await readFile(ca, 'utf8'))).rejects.toThrow(/not authorized/);
    expect((await client.requests()).map((request) => request.code)).toEqual([
      undefined,
      'UnauthorizedOperation',
    ]);
    expect((await client.credentials()).map((credential) => credential.principal.name)).toContain(
      testUser.name,
    );
    await expect(client.configure({ latencies: {} } as object)).rejects.toThrow(/no setting latencies/);
    await expect(client.detach('eni-0fffffffffffffff9')).rejects.toThrow(/does not exist/);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.each([
    [[], 2, /usage/],
    [['--control', '/nonexistent/x.sock'], 1, /nonexistent/],
    [['--control', 'c.sock', '--listen', 'nonsense'], 1, /ADDRESS:PORT/],
  ])('%j ends with %d and says why', async (args, code, message) => {
    const path = fileURLToPath(new URL('../emulator/main.ts', import.meta.url));
    const child = spawn(process.execPath, [path, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(stderr).toMatch(message);
  });
});

describe('the relay', () => {
  let emulator: Emulator;
  beforeEach(() => {
    emulator = new Emulator({ world: sampleWorld() });
  });
  afterEach(async () => {
    await emulator.close();
  });

  async function relayTo(unix: string): Promise<{ child: ChildProcess; port: number }> {
    const { child, firstLine } = await start('relay.ts', ['--tcp', '127.0.0.1:0', '--unix', unix]);
    const [address] = firstLine['listening'] as string[];
    return { child, port: Number(address!.split(':').at(-1)) };
  }

  test.each([false, true])(
    'passes requests and resets on (TLS: %s), and labels where they come from',
    async (tls) => {
      const socket = join(folder, 'aws.sock');
      await emulator.listenAws({ unix: socket }, { tls, instanceId: nodeA });
      const { port } = await relayTo(socket);
      const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
      const ca = tls ? emulator.certificate.caPem : undefined;
      await ask(endpoint, ca);
      expect(emulator.requests.after()[0]!.caller.instanceId).toBe(nodeA);
      emulator.faults.add({ match: { caller: nodeA }, effect: { kind: 'reset' } });
      await expect(ask(endpoint, ca)).rejects.toMatchObject({ code: 'ECONNRESET' });
    },
  );

  test('passes half-closes on', async () => {
    const socket = join(folder, 'imds.sock');
    await emulator.listenImds({ unix: socket }, nodeA);
    const { port } = await relayTo(socket);
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('GET /latest/meta-data/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of client as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 401[^]*<\/html>\n$/);
  });

  test('resets connections while nobody listens behind it', async () => {
    const { port } = await relayTo(join(folder, 'nobody.sock'));
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('ends with its standard input', async () => {
    const { child } = await relayTo(join(folder, 'nobody.sock'));
    child.stdin!.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

test('a reset reaches clients of TLS over TCP too', async () => {
  const emulator = new Emulator({ world: sampleWorld() });
  const port = await emulator.listenAws({ host: '127.0.0.1', port: 0 }, { tls: true });
  emulator.faults.add({ match: {}, effect: { kind: 'reset' } });
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
    request({ host: '127.0.0.1', port, method: 'POST', ca: emulator.certificate.caPem })
      .on('error', resolve)
      .end();
  });
  expect(error.code).toBe('ECONNRESET');
  await emulator.close();
});
