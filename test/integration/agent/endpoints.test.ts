import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRelay } from '../../cluster/start-relay.ts';
import { AgentLab, type Environment } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { holderOf } from './cloud-state.ts';
import { startConnectProxy, type ConnectProxy } from './connect-proxy.ts';
import { expectReason, expectSilentSuccess } from './expect-answer.ts';

const { nodeA } = cast;
const names = ['ec2.eu-west-1.amazonaws.com', 'sts.eu-west-1.amazonaws.com'];
const role: Environment = { OCF_RESKEY_role_arn: 'arn:aws:iam::123456789012:role/eni-mover' };

interface Setting extends AsyncDisposable {
  readonly lab: AgentLab;
  readonly proxy: ConnectProxy;
  readonly proxyUrl: string;
  /** No endpoint is given, and the authority that certified the names of AWS here is known. */
  readonly env: Environment;
  /** Words before the agent that let it see a hosts file with the names in it. */
  readonly withNames: readonly string[];
}

/** The APIs at their own names over TLS, straight and behind a proxy. */
async function publicEndpoints(): Promise<Setting> {
  await using stack = new AsyncDisposableStack();
  const lab = stack.use(
    await AgentLab.create({
      world: (name) => oneArmed({ lab: name }),
      identities: { extraRoles: ['eni-mover'] },
    }),
  );
  const { vpcNetns, ec2EndpointAddress: address } = lab.fabric;
  const [tls, tunnel] = [join(lab.folder, 'tls.sock'), join(lab.folder, 'proxy.sock')];
  await lab.emulator.listenAws({ unix: tls }, { tls: true });
  const proxy = stack.use(await startConnectProxy(tunnel, tls));
  for (const [port, unix] of [
    [443, tls],
    [3128, tunnel],
  ] as const) {
    const relay = await startRelay(vpcNetns, `${address}:${port}`, unix);
    stack.defer(() => relay.stop());
  }
  const [ca, hosts] = [join(lab.folder, 'ca.pem'), join(lab.folder, 'hosts')];
  await writeFile(ca, lab.emulator.certificate.caPem);
  await writeFile(hosts, `127.0.0.1 localhost\n${address} ${names.join(' ')} # the VPC's endpoints\n`);
  const cleanUp = stack.move();
  return {
    lab,
    proxy,
    proxyUrl: `http://${address}:3128`,
    env: { OCF_RESKEY_endpoint_url: '', NODE_EXTRA_CA_CERTS: ca },
    withNames: withFiles([hosts, '/etc/hosts']),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

describeFabric('without endpoint_url the agent', () => {
  it.concurrent.each([
    { through: 'EC2', extra: {} },
    { through: 'EC2 and STS', extra: role },
  ])('finds $through by name, over TLS', async ({ extra }) => {
    await using setting = await publicEndpoints();
    const { lab, withNames: wrapper } = setting;
    const env = { ...setting.env, ...extra };
    expectSilentSuccess(await lab.agent(nodeA, 'start', env, { wrapper }));
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expectSilentSuccess(await lab.agent(nodeA, 'stop', env, { wrapper }));
    expect(setting.proxy.tunnels).toEqual([]);
  });

  it.concurrent('trusts nobody whom no authority vouches for', async () => {
    await using setting = await publicEndpoints();
    const { lab, withNames: wrapper } = setting;
    const env = {
      OCF_RESKEY_endpoint_url: '',
      OCF_RESKEY_CRM_meta_timeout: '3000',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    };
    expectReason(await lab.agent(nodeA, 'start', env, { wrapper }), 1, /certificate/);
    expect(lab.emulator.requests.after(0).filter(({ service }) => service === 'ec2')).toEqual([]);
  });

  it.concurrent.each([
    { variable: 'HTTPS_PROXY', extra: {}, tunnels: [names[0]] },
    { variable: 'https_proxy', extra: role, tunnels: names },
  ])('goes through the proxy that $variable names, which alone has to know the name', async (row) => {
    await using setting = await publicEndpoints();
    const { lab, proxy, proxyUrl } = setting;
    const env = { ...setting.env, ...row.extra, [row.variable]: proxyUrl };
    expectSilentSuccess(await lab.agent(nodeA, 'start', env));
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    // Nothing else, the metadata service least of all.
    expect([...new Set(proxy.tunnels)].toSorted()).toEqual(row.tunnels.map((name) => `${name}:443`));
  });

  it.concurrent('goes past the proxy where NO_PROXY says so', async () => {
    await using setting = await publicEndpoints();
    const { lab, proxy, proxyUrl, withNames: wrapper } = setting;
    const env = { ...setting.env, HTTPS_PROXY: proxyUrl, NO_PROXY: '.amazonaws.com' };
    expectSilentSuccess(await lab.agent(nodeA, 'start', env, { wrapper }));
    expect(proxy.tunnels).toEqual([]);
  });

  it.concurrent('takes the endpoint from AWS_ENDPOINT_URL_EC2', async () => {
    await using setting = await publicEndpoints();
    const { lab } = setting;
    const env = { OCF_RESKEY_endpoint_url: '', AWS_ENDPOINT_URL_EC2: lab.endpointUrl };
    expectSilentSuccess(await lab.agent(nodeA, 'start', env));
  });
});
