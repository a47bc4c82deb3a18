import type { Agent } from 'node:http';
import type { Credentials } from '../imds/instance-role-credentials.ts';

export type CredentialsProvider = () => Promise<Credentials>;

/** What few installations need and all would pay for: loaded only when a parameter or the environment asks for it. */
export interface RareSources {
  /** Credentials of a profile in the shared files: keys, role_arn with a source, web identity. */
  profile(name: string): CredentialsProvider;
  /** AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN. */
  webIdentity(): CredentialsProvider;
  /** Temporary credentials of a role, from STS, asked for with the base credentials. */
  assumeRole(roleArn: string, base: CredentialsProvider): CredentialsProvider;
  /** An agent that tunnels through the proxy which the environment names for this URL; undefined: go straight. */
  proxyAgent(url: string): Agent | undefined;
}

/** What all sources that talk to STS share. */
export interface RareOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly region: string | undefined;
  readonly timeoutMs: number;
}

export type LoadRareSources = (options: RareOptions) => RareSources;
