import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGuide, substitute } from '../../cluster/guide.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { loadRuleset } from '../../emulator/fabric/namespaces.ts';
import { internetHost } from '../../emulator/fabric/plan.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA, nodeB, client } = cast;
const guide = readGuide();
const talk = join(import.meta.dirname, 'talk.py');
const canTalk = existsSync('/usr/bin/python3');
const isInstalled = canTalk && existsSync('/usr/sbin/conntrackd');
/** On the internet of the laboratory. */
const port = 7777;

let lab: AgentLab;
let children: ChildProcessWithoutNullStreams[] = [];

function start(netns: string, ...argv: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn('ip', ['netns', 'exec', netns, ...argv]);
  child.stdin.on('error', () => undefined);
  children.push(child);
  return child;
}

/** An end of a connection. */
function speaker(
  netns: string,
  ...words: readonly string[]
): { says: (line: string) => void; hears: () => Promise<string> } {
  const child = start(netns, '/usr/bin/python3', talk, ...words);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    says: (line) => void child.stdin.write(`${line}\n`),
    hears: async () => ((await lines.next()) as { value?: string }).value ?? 'the end',
  };
}

const confOf = (node: string): string => join(lab.folder, `${node}-conntrackd.conf`);

/** With the guide's file, which is nat-a's. */
async function startConntrackd(node: string): Promise<void> {
  const addresses = ['10.0.1.11', '10.0.1.12'];
  const [mine = '', peers = ''] = node === nodeA ? addresses : addresses.reverse();
  const own = join(lab.folder, node);
  const text = substitute(guide('/etc/conntrackd/conntrackd.conf'), [
    [
      '        IPv4_address 10.0.1.11\n        IPv4_Destination_Address 10.0.1.12',
      `        IPv4_address ${mine}\n        IPv4_Destination_Address ${peers}`,
    ],
    ['/var/lock/conntrack.lock', `${own}.lock`],
    ['/var/run/conntrackd.ctl', `${own}.ctl`],
    ['Syslog on', 'Syslog off'],
  ]);
  await writeFile(confOf(node), text);
  start(lab.netnsOf(node), 'conntrackd', '-C', confOf(node));
}

async function untilPeerKnows(): Promise<void> {
  const ask = ['conntrackd', '-C', confOf(nodeB), '-s'];
  await waitUntil(
    async () => {
      const { stdout } = await lab.exec(nodeB, ask, { PATH: '/usr/sbin:/usr/bin' });
      return /connections created:\s+1\b/.test(stdout.split('external inject')[1] ?? '');
    },
    { timeoutMs: 20_000, what: 'the other node knows the connection' },
  );
}

/** What becomes of a connection through the ENI when the server has something to say after a move to the other node. */
async function moveUnder(ruleset: string, withConntrackd: boolean): Promise<string> {
  const nodes = [nodeA, nodeB];
  for (const node of nodes) await loadRuleset(lab.netnsOf(node), `flush ruleset\n${ruleset}`);
  if (withConntrackd) for (const node of nodes) await startConntrackd(node);
  expect(await lab.agent(nodeA, 'start')).toMatchObject({ code: 0 });
  const server = speaker(lab.fabric.internetNetns, 'serve', String(port));
  expect(await server.hears()).toBe('ready');
  const caller = speaker(lab.netnsOf(client), 'call', internetHost.ipv4, String(port));
  expect(await server.hears()).toBe(cast.eniPublicIp);
  server.says('one');
  expect(await caller.hears()).toBe('one');
  if (withConntrackd) await untilPeerKnows();
  expect(await lab.agent(nodeA, 'stop')).toMatchObject({ code: 0 });
  expect(await lab.agent(nodeB, 'start')).toMatchObject({ code: 0 });
  server.says('two');
  return Promise.race([
    caller.hears().then((line) => `the client hears ${line}`),
    server.hears().then((line) => `the server hears ${line}`),
  ]);
}

describeFabric('a connection that is open when the ENI moves', () => {
  beforeEach(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
  });
  afterEach(async () => {
    children.forEach((child) => child.kill('SIGKILL'));
    children = [];
    await lab[Symbol.asyncDispose]();
  });
  const masquerade = guide('/etc/nftables.conf').replaceAll(/^(#|delete|table ip nat_gateway$).*\n/gm, '');
  const lost = 'the server hears Connection reset by peer';

  it.runIf(canTalk)('ends when the server is the next to speak', async () => {
    expect(await moveUnder(masquerade, false)).toBe(lost);
  });

  it.runIf(isInstalled)('survives with conntrackd as the NAT guide has it', async () => {
    expect(await moveUnder(guide('nftables-snat.conf'), true)).toBe('the client hears two');
  });
  it.runIf(isInstalled)('ends with conntrackd and masquerade, which forgets it on both nodes', async () => {
    expect(await moveUnder(masquerade, true)).toBe(lost);
  });
});
