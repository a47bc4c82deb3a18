import type { ClusterIdea, ClusterResource } from '../../domain/cluster.ts';
import type { EniSurvey } from './status-report.ts';

/** What Pacemaker thinks of the ENI, beside what EC2 says. `says` completes a sentence: "Pacemaker has nat-eni started on nat-a". */
export interface Comparison {
  readonly agreement: 'agrees' | 'contradicts' | 'unknown' | 'changing';
  readonly says: string;
  /** A stop failed and could not be made good: nothing moves any more. */
  readonly blocked: boolean;
  /** What keeps Pacemaker from recovering the ENI: it is blocked, unmanaged or in maintenance. */
  readonly restraint: string | undefined;
}

/** undefined where no resource of the cluster is about this ENI, or EC2 does not say where the ENI is. */
export function compareWithCluster(survey: EniSurvey, idea: ClusterIdea): Comparison | undefined {
  const resource = idea.status.resources.find(({ id }) => id === survey.resource);
  if (resource === undefined || survey.ec2.kind !== 'known') return undefined;
  const { attachment } = survey.ec2.eni;
  return {
    agreement: agreementOf(resource, attachment?.instanceId, attachment !== undefined, survey, idea),
    says: spell(resource),
    blocked: resource.blocked,
    restraint: restraintOf(resource, idea),
  };
}

function agreementOf(
  { role, nodes }: ClusterResource,
  holder: string | undefined,
  held: boolean,
  { instanceId }: EniSurvey,
  { localNode, instances }: ClusterIdea,
): Comparison['agreement'] {
  const me = instanceId.known ? instanceId.value : undefined;
  const [node, ...others] = nodes;
  if (role !== 'Started' && role !== 'Stopped') return 'changing';
  if (node === undefined) return held ? 'contradicts' : 'agrees';
  if (others.length > 0 || !held) return 'contradicts';
  if (holder === undefined) return 'unknown';
  const expected = node === localNode ? (me ?? instances.get(node)) : instances.get(node);
  if (expected !== undefined) return expected === holder ? 'agrees' : 'contradicts';
  return localNode !== undefined && node !== localNode && holder === me ? 'contradicts' : 'unknown';
}

function spell({ id, role, nodes }: ClusterResource): string {
  const where = nodes.length === 0 ? '' : ` on ${nodes.join(' and ')}`;
  return `Pacemaker has ${id} ${role.toLowerCase()}${where}`;
}

function restraintOf({ id, blocked, managed }: ClusterResource, { status }: ClusterIdea): string | undefined {
  if (blocked) return `${id} is blocked after a stop that failed`;
  if (status.maintenance) return 'the cluster is in maintenance mode and would not move it';
  return managed ? undefined : `${id} is not managed and would not be moved`;
}
