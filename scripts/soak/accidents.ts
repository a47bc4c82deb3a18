import { eniResource } from '../../test/cluster/lab.ts';
import type { CloudEvent } from '../../test/emulator/model/event-log.ts';
import { pause, type OperationKind, type Stage } from './stage.ts';

/** How soon the cluster must have fenced a node that is lost, on a machine that is busy. */
const noticedWithinMs = 60_000;

/** What goes wrong with the nodes themselves. */
export const accidents: readonly OperationKind[] = [
  {
    name: 'power cut',
    weight: 8,
    disturbs: true,
    run: (stage) => lose(stage, 'it has no power', () => stage.lab.crash(stage.chosen)),
  },
  {
    name: 'power cut in mid-move',
    weight: 5,
    disturbs: true,
    async run(stage) {
      const { lab, active, passive } = stage;
      await lab.crm(active, 'resource', 'move', eniResource, passive);
      await pause(stage, 0, 5_000);
      await lose(stage, 'it has no power', () => lab.crash(stage.chosen));
    },
  },
  {
    name: 'hang',
    weight: 5,
    disturbs: true,
    run: (stage) => lose(stage, 'it hangs', () => stage.lab.hang(stage.chosen)),
  },
  {
    name: 'short pause',
    weight: 3,
    disturbs: false,
    async run(stage) {
      const { lab, chosen } = stage;
      const node = lab.node(chosen);
      lab.note(`${chosen} stands still`);
      await node.freeze();
      try {
        await pause(stage, 100, 400);
      } finally {
        node.thaw();
        lab.note(`${chosen} goes on`);
      }
    },
  },
  { name: 'partition', weight: 4, disturbs: true, run: part },
  {
    name: 'partition in mid-move',
    weight: 3,
    disturbs: true,
    async run(stage) {
      const { lab, active, passive, operation } = stage;
      await lab.crm(active, 'resource', 'move', eniResource, passive);
      await pause(stage, 0, 4_000, operation.dice[1]);
      await part(stage);
    },
  },
];

/** The nodes do not hear each other until one has fenced the other. Which one is up to the cluster. */
async function part(stage: Stage): Promise<void> {
  const { lab, active, passive, mark, justifyFencing } = stage;
  for (const node of [active, passive]) justifyFencing(node, 'the cluster link is cut');
  await lab.setClusterLink(false);
  await lab.record.event(mark, 'a node is fenced', ({ detail }) => detail === 'stopping', noticedWithinMs);
  await pause(stage, 0, 2_000);
  await lab.setClusterLink(true);
}

/** A node is gone without a word. Until the cluster has noticed, it looks as if all were well. */
export async function lose(stage: Stage, why: string, how: () => Promise<void>): Promise<void> {
  const { lab, chosen, mark, justifyFencing } = stage;
  const { instanceId } = lab.host(chosen).member;
  justifyFencing(chosen, why);
  await how();
  const isFenced = (event: CloudEvent): boolean =>
    event.detail === 'stopping' && event.instanceId === instanceId;
  await lab.record.event(mark, `${chosen} is fenced`, isFenced, noticedWithinMs);
}
