import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Ec2Options } from '../../src/adapters/ec2/ec2-connector.ts';
import { asAgentError } from '../../src/domain/errors.ts';
import { floatingEni } from '../emulator/sample-world.ts';
import { startConnectProxy, type ConnectProxy } from './connect-proxy.ts';
import { startEc2Lab, testKeys, type Ec2Lab } from './ec2-lab.ts';

const roleArn = 'arn:aws:iam::123456789012:role/eni-mover';
const trusted = getCACertificates('default');

let lab: Ec2Lab;
let proxy: ConnectProxy;
/** The same emulator over TLS. */
let secureEndpoint: string;

beforeEach(async () => {
  lab = await startEc2Lab({ extraRoles: ['eni-mover'] });
  proxy = await startConnectProxy();
  const port = await lab.emulator.listenAws({ host: '127.0.0.1', port: 0 }, { tls: true });
  secureEndpoint = `https://127.0.0.1:${port}`;
  setDefaultCACertificates([...trusted, lab.emulator.certificate.caPem]);
  for (const name of Object.keys(process.env)) if (/^AWS_|_proxy$/i.test(name)) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  setDefaultCACertificates(trusted);
  vi.unstubAllEnvs();
  await proxy.close();
  await lab.close();
});

function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries({ ...testKeys, ...variables })) vi.stubEnv(name, value);
}

async function describeThere(options: Partial<Ec2Options> = {}): Promise<void> {
  const cloud = lab.cloud({ env: process.env, endpointUrl: undefined, ...options });
  expect((await cloud.describeEni(floatingEni)).eniId).toBe(floatingEni);
}

describe('EC2 is asked at', () => {
  it.each(['AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL'])('the URL of %s', async (name) => {
    environment({ [name]: lab.endpoint });
    await describeThere();
  });

  it('the URL of the parameter rather than that of the environment', async () => {
    environment({ AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:1' });
    await describeThere({ endpointUrl: lab.endpoint });
  });

  it('an https: URL, where its certificate is trusted', async () => {
    environment({});
    await describeThere({ endpointUrl: secureEndpoint });
  });
});

describe('a proxy', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('that %s names is used for EC2, over one tunnel', async (name) => {
    environment({ [name]: proxy.url });
    const cloud = lab.cloud({ env: process.env, endpointUrl: secureEndpoint });
    await cloud.describeEni(floatingEni);
    await cloud.describeEni(floatingEni);
    expect(proxy.tunnels).toEqual([new URL(secureEndpoint).host]);
  });

  it('is used for STS', async () => {
    environment({ HTTPS_PROXY: proxy.url, AWS_ENDPOINT_URL_STS: secureEndpoint });
    await describeThere({ endpointUrl: secureEndpoint, roleArn });
    expect(proxy.tunnels).toHaveLength(2);
  });

  it('is not used for hosts of NO_PROXY', async () => {
    environment({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' });
    await describeThere({ endpointUrl: secureEndpoint });
    expect(proxy.tunnels).toEqual([]);
  });

  it('is not used for the instance metadata', async () => {
    environment({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, http_proxy: proxy.url });
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    await describeThere({ endpointUrl: secureEndpoint });
    expect(proxy.tunnels).toEqual([new URL(secureEndpoint).host]);
  });

  it('that is not there makes EC2 unreachable', async () => {
    environment({ HTTPS_PROXY: 'http://127.0.0.1:1' });
    const failed = describeThere({ endpointUrl: secureEndpoint }).catch(
      (error: unknown) => asAgentError(error).kind,
    );
    expect(await failed).toBe('transient');
  });

  it('that is no URL is named in the sentence', async () => {
    environment({ HTTPS_PROXY: 'ftp://nonsense' });
    await expect(describeThere({ endpointUrl: secureEndpoint })).rejects.toThrow(/HTTPS_PROXY must be/);
  });
});
