import { setTimeout as delay } from 'node:timers/promises';
import { eniResource, type NodeName } from '../../test/cluster/lab.ts';
import { findAgent } from '../../test/cluster/kill-action.ts';
import { waitUntil } from '../../test/cluster/wait-until.ts';
import { between, oneOf, type OperationKind, type Stage } from './stage.ts';

/** What goes wrong with the nodes themselves. */
export const accidents: readonly OperationKind[] = [
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
    name: 'power cut',
    weight: 8,
    disturbs: true,
    async run({ lab, chosen, justifyFencing }) {
      justifyFencing(chosen, 'it has no power');
      await lab.crash(chosen);
    },
  },
  {
    name: 'power cut in mid-move',
    weight: 5,
    disturbs: true,
    async run({ lab, active, passive, chosen, operation, signal, justifyFencing }) {
      await lab.crm(active, 'resource', 'move', eniResource, passive);
      await delay(between(0, 5_000, operation.dice[0]), undefined, { signal });
      justifyFencing(chosen, 'it has no power');
      await lab.crash(chosen);
    },
  },
  {
    name: 'hang',
    weight: 5,
    disturbs: true,
    async run({ lab, chosen, justifyFencing }) {
      justifyFencing(chosen, 'it hangs');
      await lab.hang(chosen);
    },
  },
  {
    name: 'short pause',
    weight: 3,
    disturbs: false,
    async run({ lab, chosen, operation, signal }) {
      const node = lab.node(chosen);
      lab.note(`${chosen} stands still`);
      await node.freeze();
      try {
        await delay(between(100, 400, operation.dice[0]), undefined, { signal });
      } finally {
        node.thaw();
        lab.note(`${chosen} goes on`);
      }
    },
  },
  {
    name: 'partition',
    weight: 4,
    disturbs: true,
    async run({ lab, active, passive, mark, operation, signal, justifyFencing }) {
      for (const node of [active, passive]) justifyFencing(node, 'the cluster link is cut');
      await lab.setClusterLink(false);
      await lab.record.event(mark, 'a node is fenced', ({ detail }) => detail === 'stopping', 30_000);
      await delay(between(0, 2_000, operation.dice[0]), undefined, { signal });
      await lab.setClusterLink(true);
    },
  },
];

/** Lets the agent begin, gives it so much time, then kills it; it may be done by then. Justifies what a killed stop entails. */
async function killAfter(
  { lab, signal, justifyFencing }: Stage,
  name: NodeName,
  action: 'start' | 'stop',
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
    pid === begun
      ? `the agent’s ${action} on ${name} is killed`
      : `the agent’s ${action} on ${name} is done already`,
  );
  if (pid !== begun) return;
  if (action === 'stop') justifyFencing(name, 'its stop was killed');
  process.kill(pid, 'SIGKILL');
}
