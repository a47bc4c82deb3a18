import { setGuestAcknowledges } from '../../test/emulator/model/power.ts';
import { ec2LikeLatency } from '../../test/emulator/model/settings.ts';
import { AgentLab, type Environment } from '../../test/lab/agent-lab.ts';
import type { Outage } from '../../test/lab/outages.ts';
import { cast, oneArmed, twoArmed } from '../../test/lab/topology.ts';
import { Traffic } from '../../test/lab/traffic.ts';
import { Journal } from './journal.ts';

const { nodeA, nodeB } = cast;

export interface Topology {
  readonly title: string;
  readonly world: typeof oneArmed;
  readonly egress: 'eni' | 'system';
  /** What the internet host sees while the ENI is there. */
  readonly publicAddress: Readonly<Record<string, string>>;
}

export const topologies: readonly Topology[] = [
  {
    title: 'one-armed: in and out through the ENI, one public address for ever',
    world: oneArmed,
    egress: 'eni',
    publicAddress: { [nodeA]: cast.eniPublicIp, [nodeB]: cast.eniPublicIp },
  },
  {
    title: 'two-armed: in through the ENI, out through the primary of its holder',
    world: twoArmed,
    egress: 'system',
    publicAddress: { [nodeA]: '198.51.100.11', [nodeB]: '198.51.100.12' },
  },
];

const forceAfterSeconds = 5;
const longestOutageMs = 15_000;
const say = (text: string): void => console.log(text);

/**
 * Starts the ENI on A, moves it to B, and takes it back when B has crashed, with the times that EC2 takes; a client asks
 * a host on the internet every 50 ms. Throws what went otherwise than promised. `interrupted` never resolves.
 */
export async function showTopology(topology: Topology, interrupted: Promise<never>): Promise<void> {
  const { title, world, egress, publicAddress } = topology;
  say(`\n${title}`);
  await using lab = await AgentLab.create({
    world: (name) => world({ lab: name }),
    settings: { latency: ec2LikeLatency },
  });
  const { internetNetns } = lab.fabric;
  await using traffic = await Traffic.start({ clientNetns: lab.netnsOf(cast.client), internetNetns });
  const journal = new Journal(lab, traffic, nameOf);
  const env: Environment = { OCF_RESKEY_egress: egress, OCF_RESKEY_force_after: `${forceAfterSeconds}s` };

  const call = async (instanceId: string, action: string): Promise<void> => {
    journal.note(`${nameOf(instanceId)}: eni ${action} …`);
    const { code, stderr, tookMs } = await lab.agent(instanceId, action, env);
    journal.note(
      `${nameOf(instanceId)}: eni ${action} answers ${code ?? 'nothing'} after ${Math.round(tookMs)} ms`,
    );
    if (code !== 0)
      throw new Error(`${action} on ${nameOf(instanceId)} answered ${code ?? 'nothing'}: ${stderr.trim()}`);
  };

  const act = async (
    what: string,
    holder: string,
    change: () => Promise<void>,
  ): Promise<readonly Outage[]> => {
    say(`\n${what} …`);
    await change();
    const { addressSeen } = await traffic.firstAnswer(Date.now(), 5_000);
    journal.note(`client: the internet sees ${addressSeen ?? 'no address'}`);
    const suffered = await journal.outages();
    journal.tell(suffered).forEach(say);
    if (addressSeen !== publicAddress[holder]) {
      throw new Error(`the internet sees ${addressSeen ?? 'nothing'}, not ${publicAddress[holder] ?? ''}`);
    }
    return suffered;
  };

  const play = async (): Promise<void> => {
    await act('Start on A', nodeA, () => call(nodeA, 'start'));
    const moved = await act('Move to B', nodeB, async () => {
      await call(nodeA, 'stop');
      await call(nodeB, 'start');
    });
    judge('the move to B', moved);
    const crashed = await act(
      `B crashes and lets go of nothing; Force after ${forceAfterSeconds} s`,
      nodeA,
      async () => {
        journal.note('node B: crashes');
        setGuestAcknowledges(lab.emulator.cloud, nodeB, false);
        await lab.fabric.setPower(nodeB, false);
        await call(nodeA, 'start');
      },
    );
    judge('the crash of B', crashed);
  };
  await Promise.race([play(), interrupted]);
}

function judge(what: string, suffered: readonly Outage[]): void {
  say(`outage of ${what}: ${suffered.map(({ durationMs }) => `${durationMs} ms`).join(' and ') || 'none'}`);
  const bad = suffered.some(({ recovered, durationMs }) => !recovered || durationMs > longestOutageMs);
  if (bad || suffered.length !== 1)
    throw new Error(`${what} should be one outage of at most ${longestOutageMs} ms`);
}

function nameOf(instanceId: string): string {
  return instanceId === nodeA ? 'node A' : instanceId === nodeB ? 'node B' : instanceId;
}
