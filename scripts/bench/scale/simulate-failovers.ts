import { actionTable } from '../../../src/ocf/actions.ts';
import { seededRandom } from '../../../test/emulator/model/random.ts';
import { publicSubnet } from '../../../test/emulator/sample-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { FakeCloud } from '../../../test/fakes/fake-cloud.ts';
import { FakeNode, type CallOptions } from '../../../test/fakes/fake-node.ts';
import { anEni, publicCidr, zone } from '../../../test/fakes/samples.ts';
import { percentile } from '../statistics.ts';
import { SharedAccount, type AccountCall } from './shared-account.ts';

/** What became of the node that had the ENI. */
export type Fate = 'healthy' | 'hung' | 'stopped';

export interface Scenario {
  readonly clusters: number;
  /** Over how long the failures are spread; 0: all at the same moment. */
  readonly spreadMs: number;
  readonly fate: Fate;
  readonly seed: number;
}

interface End {
  readonly starts: number;
  readonly atMs: number;
  readonly tookMs: number;
}

export interface Outcome {
  readonly clusters: number;
  readonly converged: number;
  /** Of those, with the first start: the others reached its time limit, and Pacemaker started again. */
  readonly atFirstStart: number;
  /** From the first failure until the last ENI served again. */
  readonly lastMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly callsMean: number;
  readonly callsMost: number;
  /** Share of all calls that EC2 refused. */
  readonly refusedShare: number;
  /** The most calls in one second, and after the first ten. */
  readonly peakPerSecond: number;
  readonly sustainedPerSecond: number;
}

/** An answer of EC2 within a region, roughly. */
const answerMs = 60;
/** As the guide for NAT clusters recommends. */
const migrationThreshold = 3;
const stepMs = 1_000;

/**
 * Clusters of one account and region that all fail over at once, in virtual time: the real action, EC2's state and
 * kernels in memory, the throttle of the emulator. Each start has the time limit that the meta-data recommend.
 */
export async function simulateFailovers(scenario: Scenario): Promise<Outcome> {
  const random = seededRandom(scenario.seed);
  const clock = new FakeClock();
  const cloud = new FakeCloud(clock);
  cloud.answerMs = answerMs;
  cloud.subnets.set(publicSubnet, { subnetId: publicSubnet, ipv4Cidr: publicCidr, ipv6Cidrs: [] });
  const account = new SharedAccount(clock, cloud);
  const ends: End[] = [];
  for (let n = 0; n < scenario.clusters; n += 1) {
    const { survivor, eniId } = makeCluster(n, scenario.fate, clock, cloud);
    const ports = account.portsOf(n);
    const options = {
      parameters: { eni_id: eniId },
      timeoutMs: startTimeoutMs(),
      ports: { enis: ports, surroundings: ports, random },
    };
    clock.later(random() * scenario.spreadMs, () => {
      const failedMs = clock.nowMs();
      void recover(survivor, options).then((starts) =>
        ends.push({ starts, atMs: clock.nowMs(), tookMs: clock.nowMs() - failedMs }),
      );
    });
  }
  while (ends.length < scenario.clusters) await clock.advance(stepMs);
  return summarize(scenario, ends, account.calls);
}

/** As Pacemaker does with `start-failure-is-fatal=false`. Returns how many starts it took; Infinity: it gave up. */
async function recover(survivor: FakeNode, options: CallOptions): Promise<number> {
  for (let starts = 1; starts <= migrationThreshold; starts += 1) {
    if ((await survivor.begin('start', options)).code === 0) return starts;
    await survivor.begin('stop', options);
  }
  return Infinity;
}

function makeCluster(n: number, fate: Fate, clock: FakeClock, cloud: FakeCloud) {
  const digits = n.toString(16).padStart(4, '0');
  const eniId = `eni-0000000000000${digits}`;
  const mac = `06:00:00:01:${digits.slice(0, 2)}:${digits.slice(2)}`;
  cloud.state.put(anEni({ eniId, mac }));
  const node = (letter: string) => {
    const instanceId = `i-${letter.repeat(13)}${digits}`;
    const made = new FakeNode(
      clock,
      cloud,
      instanceId,
      `06:00:00:0${letter}:${digits.slice(0, 2)}:${digits.slice(2)}`,
    );
    cloud.state.instances.set(instanceId, {
      instanceId,
      state: 'running',
      availabilityZone: zone,
      instanceType: 't3.micro',
      maximumInterfaces: 3,
      acknowledges: true,
      slots: [{ eniId: `eni-${letter.repeat(13)}${digits}`, deviceIndex: 0, networkCardIndex: 0 }],
      links: made.links,
    });
    return { instanceId, made };
  };
  const failed = node('a');
  cloud.state.attached(eniId, failed.instanceId);
  const instance = cloud.state.instance(failed.instanceId);
  if (fate === 'hung') instance.acknowledges = false;
  if (fate === 'stopped') instance.state = 'stopped';
  return { eniId, survivor: node('b').made };
}

function startTimeoutMs(): number {
  const start = actionTable.find(({ name }) => name === 'start');
  return Number.parseInt(start?.timeout ?? '', 10) * 1000;
}

function summarize({ clusters }: Scenario, ends: readonly End[], calls: readonly AccountCall[]): Outcome {
  const took = ends.map(({ tookMs }) => tookMs);
  const perCluster = new Array<number>(clusters).fill(0);
  const perSecond = new Map<number, number>();
  for (const { caller, atMs } of calls) {
    perCluster[caller] = (perCluster[caller] ?? 0) + 1;
    const second = Math.floor(atMs / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const later = [...perSecond].filter(([second]) => second >= 10).map(([, count]) => count);
  return {
    clusters,
    converged: ends.filter(({ starts }) => starts < Infinity).length,
    atFirstStart: ends.filter(({ starts }) => starts === 1).length,
    lastMs: Math.max(...ends.map(({ atMs }) => atMs)),
    medianMs: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    callsMean: calls.length / clusters,
    callsMost: Math.max(...perCluster),
    refusedShare: calls.filter(({ refused }) => refused).length / calls.length,
    peakPerSecond: Math.max(...perSecond.values()),
    sustainedPerSecond: later.length === 0 ? 0 : percentile(later, 0.5),
  };
}
