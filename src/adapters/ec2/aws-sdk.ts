import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { answerCollector } from './collect-answer.ts';
import type { Endpoint } from './connection.ts';
import { createHttpHandler } from './http-handler.ts';
import { createSdkCalls } from './sdk-calls.ts';
import type { Sdk, SdkSettings } from './sdk.ts';

/** Given none, a client would search for credentials by means that this build leaves out. */
const noCredentials = () => Promise.reject(new Error('nothing is signed to read a file'));

/** See Sdk. */
export const awsSdk: Sdk = {
  createCalls(settings, { credentials, agent, timeoutMs }) {
    const client = new EC2Client({
      ...configOf(settings),
      credentials,
      maxAttempts: 1,
      retryMode: 'standard',
      defaultsMode: 'standard',
      streamCollector: answerCollector(timeoutMs),
      requestHandler: createHttpHandler({ timeoutMs, httpAgent: agent, httpsAgent: agent }),
    });
    return createSdkCalls(client);
  },

  findEndpoint: askClientWhere,

  async regionOfProfile(profile) {
    try {
      return await new EC2Client({ profile, credentials: noCredentials }).config.region();
    } catch {
      // A profile without a region, which is no error here.
      return undefined;
    }
  },
};

/** Looks at a request that is all but sent: the client's own rules decide, from all that it reads. */
async function askClientWhere(settings: SdkSettings): Promise<Endpoint> {
  let url: URL | undefined;
  const client = new EC2Client({
    ...configOf(settings),
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
    requestHandler: {
      handle({ protocol, hostname, port, path }: Parameters<NodeHttpHandler['handle']>[0]) {
        url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
        return Promise.reject(new Error('this is known now'));
      },
    },
  });
  try {
    await client.send(new DescribeSubnetsCommand({}));
  } catch (error) {
    if (url === undefined) throw error;
  }
  if (url === undefined) throw new Error('the SDK sent nothing');
  return { url, region: await client.config.region() };
}

function configOf({ region, profile, endpointUrl }: SdkSettings) {
  return {
    region,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(profile === undefined ? {} : { profile }),
  };
}
