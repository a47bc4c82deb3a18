import { AgentError, asAgentError } from '../../domain/errors.ts';
import type { BootMemory } from '../files/boot-memory.ts';
import { createAgent } from '../http/create-agent.ts';
import type { Imds } from '../imds/imds-client.ts';
import type { Connection } from './connection.ts';
import { chooseCredentials, nonEmpty } from './credentials-provider.ts';
import { findEndpoint, namedEndpoint, regionPattern } from './find-endpoint.ts';
import { keepFresh } from './keep-fresh.ts';
import type { LoadRareSources, RareSources } from './rare.ts';
import type { LoadSdk, SdkCalls } from './sdk.ts';

/** The way to EC2, found when it is first needed. */
export interface Ec2Connector {
  /** Throws AgentError when region or credentials cannot even be looked for. */
  connect(): Promise<Connection>;
  /** Drops the connection and its credentials: the next call fetches them anew. */
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
  readonly loadSdk: LoadSdk;
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
  const { env, endpointUrl, profile, timeoutMs, loadSdk } = options;
  const region = await findRegion(options);
  const settings = { region, profile, endpointUrl };
  const endpoint = await findEndpoint(settings, env, loadSdk);
  let loaded: RareSources | undefined;
  const rare = () => (loaded ??= options.loadRare()({ env, region, timeoutMs }));
  const credentials = keepFresh(chooseCredentials(options, options, rare));
  const { href, protocol } = endpoint.url;
  const proxied = protocol === 'https:' && proxyVariables.some((name) => nonEmpty(env[name]) !== undefined);
  const agent = (proxied ? rare().proxyAgent(href) : undefined) ?? createAgent(protocol);
  const named = namedEndpoint(endpointUrl, env);
  let calls: SdkCalls | undefined;
  return {
    endpoint,
    place: `region ${region}${named === undefined ? '' : ` at ${named}`}`,
    credentials,
    agent,
    timeoutMs,
    sdk: () => (calls ??= loadSdk().createCalls(settings, { credentials, agent, timeoutMs })),
  };
}

/** Parameter, AWS_REGION, AWS_DEFAULT_REGION, the profile, what IMDS said on this boot, IMDS. */
async function findRegion({ region, profile, env, imds, memory, loadSdk }: Ec2Options): Promise<string> {
  const named = region ?? nonEmpty(env['AWS_REGION']) ?? nonEmpty(env['AWS_DEFAULT_REGION']);
  if (named !== undefined) return named;
  const profileName = profile ?? nonEmpty(env['AWS_PROFILE']);
  const ofProfile = profileName === undefined ? undefined : await loadSdk().regionOfProfile(profileName);
  const remembered = ofProfile ?? (await memory.read()).region;
  if (remembered !== undefined) return remembered;
  let told: string | undefined;
  try {
    told = await imds.get('meta-data/placement/region');
  } catch (error) {
    const why = asAgentError(error).message;
    throw new AgentError('transient', `no region is set, and ${why}; set parameter region`, { cause: error });
  }
  if (told === undefined || !regionPattern.test(told)) {
    throw new AgentError(
      'transient',
      'no region is set, and the instance metadata service gave none; set parameter region',
    );
  }
  await memory.write({ region: told });
  return told;
}
