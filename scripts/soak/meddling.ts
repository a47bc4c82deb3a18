import { eniLink } from '../../test/cluster/kernel.ts';
import type { NodeName } from '../../test/cluster/lab.ts';
import { agentProtocol } from '../../src/domain/network-marks.ts';
import { attach } from '../../test/emulator/model/attach.ts';
import { detach } from '../../test/emulator/model/detach.ts';
import { cast } from '../../test/lab/topology.ts';
import { pause, type OperationKind, type Stage } from './stage.ts';

/** What people and programs do that do not know of the cluster. */
export const meddling: readonly OperationKind[] = [
  { name: 'detached at the console', weight: 4, disturbs: true, run: takeAway },
  {
    name: 'moved at the console',
    weight: 4,
    disturbs: true,
    async run(stage) {
      await takeAway(stage);
      await pause(stage, 0, 3_000);
      giveTo(stage, stage.passive);
    },
  },
  {
    name: 'address deleted',
    weight: 3,
    disturbs: true,
    async run(stage) {
      const { lab, active } = stage;
      const link = await eniLink(lab.node(active));
      if (link === undefined) return;
      lab.note(`somebody deletes the addresses of ${link.name} on ${active}`);
      await lab.node(active).exec(['ip', 'address', 'flush', 'dev', link.name]);
      await noticed(stage);
    },
  },
  {
    name: 'rules deleted',
    weight: 3,
    disturbs: true,
    async run(stage) {
      const { lab, active } = stage;
      lab.note(`somebody deletes the agent’s rules on ${active}`);
      await lab.node(active).exec(['ip', 'rule', 'flush', 'protocol', String(agentProtocol)]);
      await noticed(stage);
    },
  },
];

/** The next monitor fails, and the ENI is stopped to be started anew. */
async function noticed({ lab, mark }: Stage): Promise<void> {
  await lab.record.event(mark, 'the cluster notices', ({ kind }) => kind === 'eni-detaching', 60_000);
}

async function takeAway({ lab, mark }: Stage): Promise<void> {
  const { cloud } = lab.parts.emulator;
  const { attachment } = cloud.eni(cast.eni);
  if (attachment?.status !== 'attached') return;
  lab.note('somebody detaches the ENI');
  detach(cloud, attachment.attachmentId, false);
  await lab.record.event(mark, 'detached', ({ kind }) => kind === 'eni-detached');
}

/** Too late, if the cluster was quicker. */
function giveTo({ lab }: Stage, name: NodeName): void {
  const { cloud } = lab.parts.emulator;
  if (cloud.eni(cast.eni).attachment !== undefined) return;
  const { instanceId } = lab.host(name).member;
  lab.note(`somebody attaches the ENI to ${name}`);
  attach(cloud, { eniId: cast.eni, instanceId, deviceIndex: 1, networkCardIndex: 0 });
}
