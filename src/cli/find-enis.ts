import { eniResources, type Cib } from '../domain/cluster.ts';
import { AgentError } from '../domain/errors.ts';
import type { OcfParameters } from '../ocf/parameters.ts';
import { parseParameters, type Env } from '../ocf/parse-parameters.ts';
import type { Reading } from './reading.ts';

/** The parameters of one ENI, and the resource of the cluster that they come from, if any. */
export interface FoundEni {
  readonly parameters: OcfParameters;
  readonly resource: string | undefined;
}

/**
 * The ENIs that a command is about: the one that option or environment names, with the parameters of its resource in
 * the cluster where the caller gives none; without one, every ENI of the cluster. Throws AgentError of kind `parameter`
 * when there is none, or when parameters are wrong.
 */
export function findEnis(env: Env, cib: Reading<Cib | undefined>): readonly FoundEni[] {
  const resources = cib.known && cib.value !== undefined ? eniResources(cib.value) : [];
  const given = env['OCF_RESKEY_eni_id'] ?? '';
  const matching =
    given === '' ? resources : resources.filter(({ parameters }) => parameters['eni_id'] === given);
  if (matching.length > 0) {
    return matching.map(({ id, parameters }) => {
      const configured = Object.entries(parameters).map(
        ([name, value]) => [`OCF_RESKEY_${name}`, value] as const,
      );
      const present = Object.entries(env).filter(([, value]) => (value ?? '') !== '');
      return { parameters: parseParameters(Object.fromEntries([...configured, ...present])), resource: id };
    });
  }
  if (given === '') throw new AgentError('parameter', `name the ENI with --eni-id: ${whyNone(cib)}`);
  return [{ parameters: parseParameters(env), resource: undefined }];
}

function whyNone(cib: Reading<Cib | undefined>): string {
  if (!cib.known) return `the cluster cannot tell (${cib.why})`;
  return cib.value === undefined ? 'there is no cluster here' : 'the cluster has no resource of this agent';
}
