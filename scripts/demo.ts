import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ClusterLab, type LabEvent } from '../test/cluster/lab.ts';
import { cast, oneArmed } from '../test/lab/topology.ts';
import { readCommandLine } from './command-line.ts';
import { recountAct, type Act } from './demo/act.ts';
import { renderFailover } from './demo/failover-picture.ts';
import { describeOutage, renderTimeline } from './demo/timeline.ts';

const usage = `npm run demo -- [options]
  --svg FILE  where the picture goes (reports/failover.svg)
`;

/**
 * A real Corosync and Pacemaker cluster of two NAT nodes in an emulated VPC. The ENI is
 * moved by an admin, then the node that holds it loses power; a client sends a request every 50 ms all the while.
 */
const { values } = readCommandLine(usage, {
  options: { svg: { type: 'string', default: 'reports/failover.svg' } },
});

/** Long enough for the picture to show that all is well again. */
const epilogueMs = 1_500;
/** "Well within a minute" is what failing over promises. */
const longestOutageMs = 30_000;

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  }
});
interrupted.catch(() => undefined);

const say = (text: string): void => console.log(text);

async function play(lab: ClusterLab, events: readonly LabEvent[]): Promise<Act[]> {
  const act = async (title: string, disturb: (holder: 'nat-a' | 'nat-b') => Promise<void>): Promise<Act> => {
    const holder = lab.holder();
    if (holder !== 'nat-a' && holder !== 'nat-b') throw new Error('nobody holds the ENI');
    say(`\n${title} (${holder} holds the ENI) …`);
    const mark = lab.record.mark();
    await disturb(holder);
    await lab.waitUntilServing(lab.peerOf(holder), 90_000);
    const answer = await lab.traffic.firstAnswer(Date.now(), 30_000);
    await lab.traffic.settled(answer.atMs + epilogueMs);
    const done = recountAct(title, lab, mark, holder, events);
    say(renderTimeline(done));
    return done;
  };
  const move = await act('Planned move', async (holder) => {
    const target = lab.peerOf(holder);
    lab.note(`crm resource move nat-eni ${target}`);
    await lab.crm(holder, 'resource', 'move', 'nat-eni', target);
  });
  await lab.crm('nat-a', 'resource', 'clear', 'nat-eni');
  await lab.waitUntilIdle();
  const cut = await act('Power cut', (holder) => lab.crash(holder));
  return [move, cut];
}

/** Why the demo shows something else than it should; undefined when all is as promised. */
function findFault(acts: readonly Act[]): string | undefined {
  for (const { title, outages, addressesSeen } of acts) {
    const longest = Math.max(0, ...outages.map(({ fromMs, toMs }) => toMs - fromMs));
    if (outages.some(({ recovered }) => !recovered)) return `${title}: the client is still without service`;
    if (longest > longestOutageMs) return `${title}: an outage of ${longest} ms`;
    const others = addressesSeen.filter((address) => address !== cast.eniPublicIp);
    if (others.length > 0)
      return `${title}: the internet saw ${others.join(', ')} besides ${cast.eniPublicIp}`;
  }
  return undefined;
}

async function main(): Promise<void> {
  say(
    'Starting two hosts with Corosync and Pacemaker, an EC2 emulator and a client in network namespaces (about 15 s) …',
  );
  const events: LabEvent[] = [];
  const rising = ClusterLab.up({ world: (lab) => oneArmed({ lab }), onEvent: (event) => events.push(event) });
  try {
    const lab = await Promise.race([rising, interrupted]);
    say(
      `The ENI is on ${lab.holder() ?? 'no node'}; the client's requests reach the internet from ${cast.eniPublicIp}.`,
    );
    const acts = await Promise.race([play(lab, events), interrupted]);
    await mkdir(dirname(values.svg), { recursive: true });
    await writeFile(values.svg, renderFailover(acts));
    say(`\nA picture of it: ${values.svg}`);
    for (const act of acts) say(`${act.title}: ${describeOutage(act)}`);
    const fault = findFault(acts);
    say(fault === undefined ? 'demo: pass' : `demo: fail (${fault})`);
    process.exitCode = fault === undefined ? 0 : 1;
  } finally {
    await rising.then((lab) => lab.down()).catch(() => undefined);
  }
}

try {
  await main();
} catch (error) {
  say(`demo: fail (${error instanceof Error ? error.message : String(error)})`);
  process.exitCode = 1;
}
