import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGuide, substitute } from '../../cluster/guide.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { internetHost } from '../../emulator/fabric/plan.ts';
import { loadRuleset } from '../../emulator/fabric/namespaces.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA, nodeB, client } = cast;
const guide = readGuide();
const talk = join(import.meta.dirname, 'talk.py');
const isInstalled = existsSync('/usr/sbin/conntrackd') && existsSync('/usr/bin/python3');
/** On the internet of the laboratory. */
const port = 7777;

let lab: AgentLab;
const children: ChildProcessWithoutNullStreams[] = [];

function start(netns: string, ...argv: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn('ip', ['netns', 'exec', netns, ...argv]);
  children.push(child);
  return child;
}

/** The guide's file, for either node. */
async function configure(node: string): Promise<string> {
  const own = join(lab.folder, `${node}-conntrackd`);
  const [mine, peers] = node === nodeA ? ['10.0.1.11', '10.0.1.12'] : ['10.0.1.12', '10.0.1.11'];
  const text = substitute(guide('/etc/conntrackd/conntrackd.conf'), [
    [
      '    IPv4_address 10.0.1.11\n        IPv4_Destination_Address 10.0.1.12',
      `    IPv4_address ${mine}\n        IPv4_Destination_Address ${peers}`,
    ],
    ['/var/lock/conntrack.lock', `${own}.lock`],
    ['/var/run/conntrackd.ctl', `${own}.ctl`],
    ['Syslog on', 'Syslog off'],
  ]);
  await writeFile(`${own}.conf`, text);
  return `${own}.conf`;
}

async function statistics(node: string): Promise<string> {
  const file = join(lab.folder, `${node}-conntrackd.conf`);
  const env = { PATH: '/usr/sbin:/usr/bin' };
  return (await lab.exec(node, ['conntrackd', '-C', file, '-s'], env)).stdout;
}

describeFabric('conntrackd as the NAT guide has it', () => {
  beforeAll(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    for (const node of [nodeA, nodeB]) {
      await loadRuleset(lab.netnsOf(node), `flush ruleset\n${guide('nftables-snat.conf')}`);
    }
  });
  afterAll(async () => {
    children.forEach((child) => child.kill('SIGKILL'));
    await lab[Symbol.asyncDispose]();
  });

  it.runIf(isInstalled)('a connection survives the move to the other node', async () => {
    for (const node of [nodeA, nodeB]) start(lab.netnsOf(node), 'conntrackd', '-C', await configure(node));
    expect(await lab.agent(nodeA, 'start')).toMatchObject({ code: 0 });
    const server = start(lab.fabric.internetNetns, 'python3', talk, 'serve', String(port));
    await once(createInterface({ input: server.stdout }), 'line');
    const caller = start(lab.netnsOf(client), 'python3', talk, 'call', internetHost.ipv4, String(port));
    const answers = createInterface({ input: caller.stdout })[Symbol.asyncIterator]();
    const say = async (line: string): Promise<unknown> => {
      caller.stdin.write(`${line}\n`);
      return (await answers.next()).value;
    };
    expect(await say('one')).toBe(`${cast.eniPublicIp} said one`);
    await waitUntil(
      async () =>
        /connections created:\t+ +1\t/.test((await statistics(nodeB)).split('external inject')[1] ?? ''),
      {
        timeoutMs: 20_000,
        what: 'the other node knows the connection',
      },
    );
    expect(await lab.agent(nodeA, 'stop')).toMatchObject({ code: 0 });
    expect(await lab.agent(nodeB, 'start')).toMatchObject({ code: 0 });
    expect(await say('two')).toBe(`${cast.eniPublicIp} said two`);
  });
});
