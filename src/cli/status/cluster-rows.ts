import type {
  ClusterFailure,
  ClusterIdea,
  ClusterNode,
  ClusterResource,
  ClusterStatus,
} from '../../domain/cluster.ts';
import { escapeControls } from '../../ocf/quote-value.ts';
import type { Colour, Paint } from '../paint.ts';
import type { Reading } from '../reading.ts';
import { orNone, unseen, type Row } from './rows.ts';

/** What the cluster shows. */
export function clusterRows(
  cluster: Reading<ClusterStatus | undefined>,
  idea: ClusterIdea | undefined,
  paint: Paint,
): readonly Row[] {
  if (!cluster.known) return [['cluster', unseen(cluster.why, paint)]];
  if (cluster.value === undefined) return [['cluster', 'none: Pacemaker is not installed here']];
  const { quorum, maintenance, nodes, resources, failures } = cluster.value;
  const notes = [
    quorum ? 'has quorum' : paint('red', 'no quorum'),
    ...(maintenance ? [paint('yellow', 'in maintenance mode')] : []),
  ];
  const rows: Row[] = [
    ['cluster', notes.join(', ')],
    ['nodes', ...orNone(nodes.map((node) => spellNode(node, idea, paint)))],
    ['resources', ...orNone(resources.map((resource) => spellResource(resource, paint)))],
  ];
  if (failures.length === 0) return rows;
  return [...rows, ['failed actions', ...failures.map((failure) => paint('red', spellFailure(failure)))]];
}

function spellNode(node: ClusterNode, idea: ClusterIdea | undefined, paint: Paint): string {
  const notes = [
    ...(idea?.instances.has(node.name) === true ? [idea.instances.get(node.name)] : []),
    ...(idea?.localNode === node.name ? ['this node'] : []),
  ];
  const about = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return `${node.name}${about}: ${paint(colourOf(node), node.state)}`;
}

function colourOf({ state }: ClusterNode): Colour {
  if (state === 'online') return 'green';
  return state === 'unclean' || state === 'offline' ? 'red' : 'yellow';
}

function spellResource(
  { id, agent, role, nodes, managed, failed, blocked }: ClusterResource,
  paint: Paint,
): string {
  const flags = [
    ...(managed ? [] : ['unmanaged']),
    ...(failed ? ['failed'] : []),
    ...(blocked ? ['blocked'] : []),
  ];
  const where = nodes.length === 0 ? '' : ` on ${nodes.join(', ')}`;
  return `${id} (${agent}): ${role}${where}${flags.length === 0 ? '' : paint('red', `, ${flags.join(', ')}`)}`;
}

function spellFailure({ resource, task, node, exitCode, reason }: ClusterFailure): string {
  const why = reason === '' ? '' : `, ${escapeControls(reason)}`;
  return `${task} of ${resource} on ${node} answered ${exitCode}${why}`;
}
