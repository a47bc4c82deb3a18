import type { Agent } from 'node:http';
import { fromIni, fromTemporaryCredentials, fromTokenFile } from '@aws-sdk/credential-providers';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { AgentError } from '../../domain/errors.ts';
import { createAgent } from '../http/create-agent.ts';
import { resolveHost } from '../http/resolve-host.ts';
import { createHttpHandler } from './http-handler.ts';
import type { RareOptions, RareSources } from './rare.ts';

/**
 * For HTTPS alone. Left to guess that from the call stack, the agent files a connection under one name and looks for it
 * under another, and each call makes a tunnel of its own.
 */
class TunnelAgent extends HttpsProxyAgent<string> {
  override isSecureEndpoint(): boolean {
    return true;
  }
}

/** Profiles, STS and proxies, through the SDK's providers and the usual proxy libraries. */
export function createRareSources({ env, region, timeoutMs }: RareOptions): RareSources {
  const proxyAgent = (url: string): Agent | undefined => {
    const proxy = getProxyForUrl(url);
    return proxy === ''
      ? undefined
      : new TunnelAgent(parseProxy(proxy), { keepAlive: true, lookup: resolveHost });
  };
  const stsUrl = env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region ?? 'us-east-1'}.amazonaws.com`;
  const clientConfig = () => ({
    ...(region === undefined ? {} : { region }),
    maxAttempts: 1,
    requestHandler: createHttpHandler({
      timeoutMs,
      httpAgent: createAgent('http:'),
      httpsAgent: proxyAgent(stsUrl),
    }),
  });
  return {
    proxyAgent,
    profile: (profile) => fromIni({ profile, clientConfig: clientConfig() }),
    webIdentity: () => fromTokenFile({ clientConfig: clientConfig() }),
    assumeRole(RoleArn, masterCredentials) {
      const provider = fromTemporaryCredentials({
        params: { RoleArn, RoleSessionName: 'eni-agent' },
        masterCredentials,
        clientConfig: clientConfig(),
      });
      // Not told about the client that asks: it would try the search for credentials that the EC2 chunk does without.
      return () => provider();
    },
  };
}

function parseProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new AgentError('failed', 'HTTPS_PROXY must be an http:// or https:// URL');
}
