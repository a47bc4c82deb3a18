import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterNode } from '../../test/cluster/cluster-node.ts';
import { findAgent } from '../../test/cluster/kill-action.ts';
import { eniResource, type NodeName } from '../../test/cluster/lab.ts';
import { waitUntil } from '../../test/cluster/wait-until.ts';
import { lose } from './accidents.ts';
import { between, oneOf, type OperationKind, type Stage } from './stage.ts';

/** Processes that are killed, as an out-of-memory killer does it. */
export const kills: readonly OperationKind[] = [
  {
    name: 'kill the agent',
    weight: 8,
    disturbs: true,
    async run(stage) {
      const { lab, active, passive, operation } = stage;
      const action = oneOf<'start' | 'stop'>(['start', 'stop'], operation.dice[0]);
      await lab.crm(passive, 'resource', 'move', eniResource, passive);
      await killAfter(
        stage,
        action === 'start' ? passive : active,
        action,
        between(0, 3_000, operation.dice[1]),
      );
    },
  },
  {
    name: 'power cut, and the survivor’s start is killed',
    weight: 4,
    disturbs: true,
    async run(stage) {
      const lost = { ...stage, chosen: stage.active };
      await lose(lost, 'it has no power', () => stage.lab.crash(stage.active));
      await killAfter(stage, stage.passive, 'start', between(0, 3_000, stage.operation.dice[0]));
    },
  },
  {
    name: 'kill a monitor',
    weight: 3,
    disturbs: true,
    run: (stage) => killAfter(stage, stage.active, 'monitor', between(0, 60, stage.operation.dice[0])),
  },
  {
    name: 'kill a daemon',
    weight: 5,
    disturbs: true,
    async run({ lab, chosen, mark, operation, justifyFencing }) {
      const daemon = oneOf(
        ['corosync', 'pacemaker-execd', 'pacemaker-controld', 'pacemaker-based'],
        operation.dice[0],
      );
      const node = lab.node(chosen);
      const before = findDaemon(node, daemon);
      if (before === undefined) throw new Error(`no ${daemon} runs on ${chosen}`);
      const { instanceId } = lab.host(chosen).member;
      justifyFencing(chosen, `its ${daemon} was killed`);
      lab.note(`${daemon} on ${chosen} is killed`);
      process.kill(before, 'SIGKILL');
      await waitUntil(
        () =>
          lab.record
            .eventsSince(mark)
            .some((it) => it.detail === 'stopping' && it.instanceId === instanceId) ||
          (daemon !== 'corosync' && ![undefined, before].includes(findDaemon(node, daemon))),
        { timeoutMs: 60_000, what: `${daemon} is back or ${chosen} is fenced` },
      );
    },
  },
];

/** Lets the agent begin, gives it so much time, then kills it; it may be done by then. Justifies what a killed stop entails. */
async function killAfter(
  { lab, signal, justifyFencing }: Stage,
  name: NodeName,
  action: 'start' | 'stop' | 'monitor',
  afterMs: number,
): Promise<void> {
  const node = lab.node(name);
  const begun = await waitUntil(() => findAgent(node, action), {
    timeoutMs: 20_000,
    intervalMs: 10,
    what: `the agent runs ${action} on ${name}`,
  });
  await delay(afterMs, undefined, { signal });
  const pid = findAgent(node, action);
  lab.note(
    `the agent’s ${action} on ${name} is ${pid === begun ? 'killed' : 'done before it could be killed'}`,
  );
  if (pid !== begun) return;
  if (action === 'stop') justifyFencing(name, 'its stop was killed');
  process.kill(pid, 'SIGKILL');
}

/** The process of that name on the node. The kernel keeps 15 letters of it. */
function findDaemon(node: ClusterNode, name: string): number | undefined {
  const pids = readFileSync(join(node.plan.cgroup.path, 'cgroup.procs'), 'utf8').trim().split('\n');
  return pids.map(Number).find((pid) => commandName(pid) === name.slice(0, 15));
}

/** Empty for a process that is gone meanwhile. */
function commandName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
