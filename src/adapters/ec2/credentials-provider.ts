import { AgentError } from '../../domain/errors.ts';
import type { BootMemory } from '../files/boot-memory.ts';
import type { Imds } from '../imds/imds-client.ts';
import { instanceRoleCredentials } from '../imds/instance-role-credentials.ts';
import type { CredentialsProvider, RareSources } from './rare.ts';

export interface CredentialsChoice {
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What this instance says of itself, and what it said before on this boot. */
export interface InstanceSources {
  readonly imds: Imds;
  readonly memory: BootMemory;
}

/**
 * Where credentials come from: the profile that is named, the environment, web identity, else the instance's role; and
 * with role_arn the temporary credentials of that role, asked for with the former.
 */
export function chooseCredentials(
  { profile, roleArn, env }: CredentialsChoice,
  { imds, memory }: InstanceSources,
  rare: () => RareSources,
): CredentialsProvider {
  const base = chooseBase(profile ?? nonEmpty(env['AWS_PROFILE']), env, { imds, memory }, rare);
  return roleArn === undefined ? base : rare().assumeRole(roleArn, base);
}

function chooseBase(
  profile: string | undefined,
  env: CredentialsChoice['env'],
  { imds, memory }: InstanceSources,
  rare: () => RareSources,
): CredentialsProvider {
  if (profile !== undefined) return rare().profile(profile);
  const accessKeyId = nonEmpty(env['AWS_ACCESS_KEY_ID']);
  const secretAccessKey = nonEmpty(env['AWS_SECRET_ACCESS_KEY']);
  const sessionToken = nonEmpty(env['AWS_SESSION_TOKEN']);
  if (accessKeyId !== undefined) {
    if (secretAccessKey === undefined) {
      throw new AgentError('credentials', 'AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY');
    }
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    return () => Promise.resolve(keys);
  }
  if (nonEmpty(env['AWS_WEB_IDENTITY_TOKEN_FILE']) !== undefined) return rare().webIdentity();
  return () => instanceRoleCredentials(imds, memory);
}

export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
