import { EC2Client } from '@aws-sdk/client-ec2';
import { AgentError, asAgentError } from '../../domain/errors.ts';
import type { BootMemory } from '../files/boot-memory.ts';
import type { Imds } from '../imds/imds-client.ts';
import { chooseCredentials, nonEmpty } from './credentials-provider.ts';
import { answerCollector } from './collect-answer.ts';
import { createHttpHandler } from './http-handler.ts';
import type { LoadRareSources, RareSources } from './rare.ts';

export interface Connection {
  readonly client: EC2Client;
  /** Region and endpoint in words, for reasons. */
  readonly place: string;
}

/** A client of EC2, made when it is first needed. */
export interface Ec2Connector {
  /** Throws AgentError when region or credentials cannot even be looked for. */
  connect(): Promise<Connection>;
  /** Drops the client and its credentials: the next call fetches them anew. */
  forget(): void;
}

export interface Ec2Options {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly endpointUrl: string | undefined;
  /** Limit of one call. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly imds: Imds;
  readonly memory: BootMemory;
  readonly loadRare: () => LoadRareSources;
}

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

export function createEc2Connector(options: Ec2Options): Ec2Connector {
  let connection: Promise<Connection> | undefined;
  return {
    async connect() {
      connection ??= connect(options);
      try {
        return await connection;
      } catch (error) {
        connection = undefined;
        throw error;
      }
    },
    forget() {
      connection = undefined;
    },
  };
}

async function connect(options: Ec2Options): Promise<Connection> {
  const { env, endpointUrl, timeoutMs } = options;
  const region = await findRegion(options);
  let loaded: RareSources | undefined;
  const rare = () => (loaded ??= options.loadRare()({ env, region, timeoutMs }));
  const endpoint = endpointUrl ?? nonEmpty(env['AWS_ENDPOINT_URL_EC2']) ?? nonEmpty(env['AWS_ENDPOINT_URL']);
  const url = endpoint ?? `https://ec2.${region}.amazonaws.com`;
  const proxied = proxyVariables.some((name) => nonEmpty(env[name]) !== undefined);
  const client = new EC2Client({
    region,
    credentials: chooseCredentials(options, options, rare),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    streamCollector: answerCollector(timeoutMs),
    requestHandler: createHttpHandler({
      timeoutMs,
      plain: endpointUrl?.startsWith('http:') === true,
      proxy: proxied ? rare().proxyAgent(url) : undefined,
    }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
  const at = endpoint === undefined ? '' : ` at ${endpoint}`;
  return { client, place: `region ${region}${at}` };
}

/** Parameter, AWS_REGION, AWS_DEFAULT_REGION, the profile, what IMDS said on this boot, IMDS. */
async function findRegion({ region, profile, env, imds, memory }: Ec2Options): Promise<string> {
  const named = region ?? nonEmpty(env['AWS_REGION']) ?? nonEmpty(env['AWS_DEFAULT_REGION']);
  if (named !== undefined) return named;
  const profileName = profile ?? nonEmpty(env['AWS_PROFILE']);
  const ofProfile = profileName === undefined ? undefined : await regionOfProfile(profileName);
  const remembered = ofProfile ?? (await memory.read()).region;
  if (remembered !== undefined) return remembered;
  let told: string | undefined;
  try {
    told = await imds.get('meta-data/placement/region');
  } catch (error) {
    const why = asAgentError(error).message;
    throw new AgentError('transient', `no region is set, and ${why}; set parameter region`, { cause: error });
  }
  if (told === undefined || !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(told)) {
    throw new AgentError(
      'transient',
      'no region is set, and the instance metadata service gave none; set parameter region',
    );
  }
  await memory.write({ region: told });
  return told;
}

/** The SDK reads the shared files; a profile without region makes it throw, which is no error here. */
async function regionOfProfile(profile: string): Promise<string | undefined> {
  // Given none, the client would search for credentials by means that this build leaves out.
  const credentials = () => Promise.reject(new Error('nothing is signed to read a file'));
  try {
    return await new EC2Client({ profile, credentials }).config.region();
  } catch {
    return undefined;
  }
}
