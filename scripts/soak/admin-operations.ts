import { eniResource } from '../../test/cluster/lab.ts';
import { oneOf, pause, type OperationKind, type Stage } from './stage.ts';

/** What an admin does on a healthy cluster. Everything is taken back when the cluster has come to rest. */
export const adminOperations: readonly OperationKind[] = [
  { name: 'move', weight: 10, disturbs: true, run: (stage) => moveTo(stage, stage.passive) },
  {
    name: 'move and back',
    weight: 6,
    disturbs: true,
    async run(stage) {
      const { active, passive } = stage;
      await moveTo(stage, passive);
      await pause(stage, 0, 7_000);
      await moveTo(stage, active);
    },
  },
  {
    name: 'move and clear',
    weight: 4,
    disturbs: true,
    async run(stage) {
      const { lab, chosen, passive } = stage;
      await moveTo(stage, passive);
      await pause(stage, 0, 6_000);
      await lab.crm(chosen, 'resource', 'clear', eniResource);
    },
  },
  {
    name: 'ban',
    weight: 4,
    disturbs: true,
    run: ({ lab, active, chosen }) => lab.crm(chosen, 'resource', 'ban', eniResource, active),
  },
  {
    name: 'standby',
    weight: 5,
    disturbs: true,
    async run(stage) {
      const { lab, chosen } = stage;
      await lab.crm(chosen, 'node', 'standby', chosen);
      await pause(stage, 0, 7_000);
      await lab.crm(chosen, 'node', 'online', chosen);
    },
  },
  {
    name: 'restart',
    weight: 3,
    disturbs: true,
    async run(stage) {
      const { lab, chosen } = stage;
      await lab.crm(chosen, 'resource', 'stop', eniResource);
      await pause(stage, 0, 6_000);
      await lab.crm(chosen, 'resource', 'start', eniResource);
    },
  },
  {
    name: 'maintenance',
    weight: 4,
    disturbs: false,
    async run(stage) {
      const { lab, chosen } = stage;
      await lab.crm(chosen, 'configure', 'property', 'maintenance-mode=true');
      await pause(stage, 0, 5_000);
      await lab.crm(chosen, 'configure', 'property', 'maintenance-mode=false');
    },
  },
  {
    name: 'cleanup',
    weight: 3,
    disturbs: false,
    run: ({ lab, chosen }) => lab.crm(chosen, 'resource', 'cleanup', eniResource),
  },
  {
    name: 'refresh',
    weight: 4,
    disturbs: false,
    run: ({ lab, chosen }) => lab.crm(chosen, 'resource', 'refresh', eniResource),
  },
  {
    // Reloaded, unless the last that Pacemaker knows of it is a probe, as after a cleanup: then it restarts it.
    name: 'reloadable parameter',
    weight: 3,
    disturbs: true,
    run: ({ lab, chosen, operation }) =>
      lab.pcs(
        chosen,
        'resource',
        'update',
        eniResource,
        `log_level=${oneOf(['warn', 'info', 'debug'], operation.dice[0])}`,
      ),
  },
  {
    name: 'shutdown and boot',
    weight: 4,
    disturbs: true,
    async run(stage) {
      const { lab, chosen, justifyFencing } = stage;
      justifyFencing(chosen, 'it shuts down');
      await lab.shutDown(chosen);
      await pause(stage, 0, 3_000);
      await lab.boot(chosen);
    },
  },
];

function moveTo({ lab, chosen }: Stage, target: string): Promise<string> {
  return lab.crm(chosen, 'resource', 'move', eniResource, target);
}
