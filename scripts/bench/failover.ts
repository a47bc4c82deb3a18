import type { LoggedRequest } from '../../test/emulator/server/request-log.ts';
import { ec2LikeLatency } from '../../test/emulator/model/settings.ts';
import { AgentLab } from '../../test/lab/agent-lab.ts';
import { cast, oneArmed } from '../../test/lab/topology.ts';
import type { Progress } from './section.ts';
import { percentile } from './statistics.ts';

/** One kind of move, over all rounds. */
export interface Move {
  readonly name: string;
  /** What EC2 itself takes, as injected. */
  readonly injectedMs: number;
  /** Time of the whole action beyond that. */
  readonly beyondMedianMs: number;
  readonly beyondP90Ms: number;
  readonly ec2CallsMost: number;
  readonly imdsCallsMost: number;
  /** TCP connections to EC2 of one action. */
  readonly connectionsMost: number;
}

export interface FailoverResult {
  readonly moves: readonly Move[];
  /** From the link's appearance until the agent begins to configure it. */
  readonly linkNoticedMedianMs: number;
  readonly linkNoticedMostMs: number;
}

interface Sample {
  readonly beyondMs: number;
  readonly requests: readonly LoggedRequest[];
}

const { attachMs, linkMs, detachMs } = ec2LikeLatency;
const kinds = [
  { name: 'start of a free ENI', on: cast.nodeA, action: 'start', injectedMs: attachMs + linkMs },
  {
    name: 'start that steals from a healthy node',
    on: cast.nodeB,
    action: 'start',
    injectedMs: detachMs + attachMs + linkMs,
  },
  { name: 'stop', on: cast.nodeB, action: 'stop', injectedMs: detachMs },
] as const;

/** Start, steal and stop with the latencies of EC2, on real links, called as Pacemaker calls them. */
export async function measureFailover(rounds: number, progress: Progress): Promise<FailoverResult> {
  await using lab = await AgentLab.create({
    world: (name) => oneArmed({ lab: name }),
    settings: { latency: ec2LikeLatency },
  });
  const samples = kinds.map((): Sample[] => []);
  const noticed: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    progress(`failover: round ${round + 1} of ${rounds}`);
    for (const [n, kind] of kinds.entries()) samples[n]?.push(await measureMove(lab, kind));
    noticed.push(await measureNotice(lab));
  }
  return {
    moves: kinds.map(({ name, injectedMs }, n) => summarize(name, injectedMs, samples[n] ?? [])),
    linkNoticedMedianMs: percentile(noticed, 0.5),
    linkNoticedMostMs: Math.max(...noticed),
  };
}

async function measureMove(lab: AgentLab, kind: (typeof kinds)[number]): Promise<Sample> {
  lab.emulator.requests.clear();
  const run = await lab.agent(kind.on, kind.action);
  if (run.code !== 0) throw new Error(`${kind.name} ended with ${String(run.code)}: ${run.stderr}`);
  return { beyondMs: run.tookMs - kind.injectedMs, requests: lab.emulator.requests.after() };
}

/** A start and a stop, with a log that says when the agent began to configure the link. */
async function measureNotice(lab: AgentLab): Promise<number> {
  lab.emulator.cloud.events.clear();
  const { code, stderr } = await lab.agent(cast.nodeA, 'start', { HA_debug: '1' });
  const plugged = lab.emulator.cloud.events.after().find(({ kind }) => kind === 'link-plugged');
  const configure = stderr.split('\n').find((line) => line.includes('"msg":"configure"'));
  if (code !== 0 || plugged === undefined || configure === undefined)
    throw new Error(`no start to time: ${stderr}`);
  const { time } = JSON.parse(configure) as { time: string };
  const stopped = await lab.agent(cast.nodeA, 'stop');
  if (stopped.code !== 0) throw new Error(`stop ended with ${String(stopped.code)}: ${stopped.stderr}`);
  return Date.parse(time) - plugged.atMs;
}

function summarize(name: string, injectedMs: number, samples: readonly Sample[]): Move {
  const beyond = samples.map(({ beyondMs }) => beyondMs);
  const most = (count: (requests: readonly LoggedRequest[]) => number) =>
    Math.max(...samples.map(({ requests }) => count(requests)));
  return {
    name,
    injectedMs,
    beyondMedianMs: percentile(beyond, 0.5),
    beyondP90Ms: percentile(beyond, 0.9),
    ec2CallsMost: most((requests) => of('ec2', requests).length),
    imdsCallsMost: most((requests) => of('imds', requests).length),
    connectionsMost: most(
      (requests) => new Set(of('ec2', requests).map(({ connection }) => connection)).size,
    ),
  };
}

function of(service: LoggedRequest['service'], requests: readonly LoggedRequest[]): readonly LoggedRequest[] {
  return requests.filter((request) => request.service === service);
}
