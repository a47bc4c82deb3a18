import { AgentError } from '../../domain/errors.ts';
import type { BootMemory } from '../files/boot-memory.ts';
import type { Imds } from './imds-client.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

const base = 'meta-data/iam/security-credentials/';

/**
 * The credentials of the instance's role: two reads beside the token, or one where the role's name is remembered and still
 * right. Throws AgentError: `credentials` when the instance
 * has no role or IMDS hands out something else, `transient` when IMDS does not answer.
 */
export async function instanceRoleCredentials(imds: Imds, memory: BootMemory): Promise<Credentials> {
  const { role: remembered } = await memory.read();
  if (remembered !== undefined) {
    const text = await imds.get(base + encodeURIComponent(remembered));
    if (text !== undefined) return readCredentials(text, remembered);
  }
  const role = (await imds.get(base))?.split('\n')[0]?.trim();
  if (role === undefined || role === '') {
    throw new AgentError('credentials', 'this instance has no IAM role: attach an instance profile to it');
  }
  const credentials = readCredentials((await imds.get(base + encodeURIComponent(role))) ?? '', role);
  await memory.write({ role });
  return credentials;
}

function readCredentials(text: string, role: string): Credentials {
  const fields = parseObject(text);
  const accessKeyId = fields['AccessKeyId'];
  const secretAccessKey = fields['SecretAccessKey'];
  const sessionToken = fields['Token'];
  const expiration = new Date(String(fields['Expiration']));
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string'
  ) {
    const code = typeof fields['Code'] === 'string' ? fields['Code'] : 'no credentials';
    throw new AgentError('credentials', `the instance metadata service gave ${code} for role ${role}`);
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
