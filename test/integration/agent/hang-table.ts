import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultRule } from '../../emulator/faults/fault-rule.ts';
import type { AgentLab, Environment } from '../../lab/agent-lab.ts';
import { NamespaceProcess } from '../../lab/namespace-process.ts';
import { withFiles } from '../../lab/with-files.ts';

/** Something that never answers, so that EC2 cannot be asked. */
export interface Hang {
  readonly what: string;
  /** Begins it, and answers what the calls of the agent need to run into it. */
  readonly begin: (lab: AgentLab) => Promise<HangSetting>;
  /** What the reasons of all actions that need EC2 say about it. */
  readonly reason: RegExp;
}

export interface HangSetting {
  readonly env?: Environment;
  readonly wrapper?: readonly string[];
  readonly end?: () => Promise<void>;
}

const silentPort = 9999;
const role = { OCF_RESKEY_role_arn: 'arn:aws:iam::123456789012:role/eni-mover' };
const byName = { OCF_RESKEY_endpoint_url: '' };

const fault =
  (match: FaultRule['match'], effect: FaultRule['effect'], env: Environment = {}) =>
  (lab: AgentLab): Promise<HangSetting> => {
    lab.emulator.faults.add({ match, effect });
    return Promise.resolve({ env: withSts(lab, env) });
  };

function withSts(lab: AgentLab, env: Environment): Environment {
  return 'OCF_RESKEY_role_arn' in env ? { ...env, AWS_ENDPOINT_URL_STS: lab.endpointUrl } : env;
}

/** A host that takes everything and says nothing: connections at `silentPort`, questions for names. */
async function silence(lab: AgentLab): Promise<{ url: string; end: () => Promise<void> }> {
  const address = lab.fabric.ec2EndpointAddress;
  const at = ['--udp', `${address}:53`, '--tcp', `${address}:${silentPort}`];
  const script = new URL('../../lab/silent-host.ts', import.meta.url);
  const host = new NamespaceProcess(lab.fabric.vpcNetns, script, at, () => undefined);
  await host.firstLine();
  return { url: `http://${address}:${silentPort}`, end: () => host.stop() };
}

const silentUrl =
  (envOf: (url: string) => Environment) =>
  async (lab: AgentLab): Promise<HangSetting> => {
    const { url, end } = await silence(lab);
    return { env: envOf(url), end };
  };

const silentResolver =
  (env: Environment) =>
  async (lab: AgentLab): Promise<HangSetting> => {
    const { end } = await silence(lab);
    const file = join(lab.folder, 'resolv.conf');
    await writeFile(file, `nameserver ${lab.fabric.ec2EndpointAddress}\n`);
    return { env: { ...byName, ...env }, wrapper: withFiles([file, '/etc/resolv.conf']), end };
  };

export const hangs: readonly Hang[] = [
  {
    what: 'EC2 before its answer',
    begin: fault({ service: 'ec2' }, { kind: 'hang' }),
    reason: /TimeoutError|no answer in time from EC2/,
  },
  {
    what: 'EC2 in the middle of its answer',
    begin: fault({ service: 'ec2' }, { kind: 'drip', bytes: 100, everyMs: 60_000 }),
    reason: /no answer in time from EC2/,
  },
  {
    what: 'whoever listens at the address of EC2',
    begin: silentUrl((url) => ({ OCF_RESKEY_endpoint_url: url })),
    reason: /TimeoutError|no answer in time from EC2/,
  },
  {
    what: 'the network on the way to EC2',
    begin: async (lab) => {
      await lab.fabric.setEndpointReachable(false);
      return {};
    },
    reason: /TimeoutError|no answer in time from EC2/,
  },
  {
    what: 'the metadata service',
    begin: fault({ service: 'imds' }, { kind: 'hang' }),
    reason: /instance metadata service did not answer|no answer in time/,
  },
  {
    what: 'whoever listens at the address of the metadata service',
    begin: silentUrl((url) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url })),
    reason: /instance metadata service did not answer|no answer in time/,
  },
  {
    what: 'STS',
    begin: fault({ service: 'sts' }, { kind: 'hang' }, role),
    reason: /no answer in time from EC2|TimeoutError/,
  },
  {
    what: 'the proxy',
    begin: silentUrl((url) => ({ ...byName, HTTPS_PROXY: url })),
    reason: /no answer in time from EC2|TimeoutError/,
  },
  {
    what: 'the name server, asked for EC2',
    begin: silentResolver({}),
    reason: /ec2\.eu-west-1\.amazonaws\.com|no answer in time|TimeoutError/,
  },
  {
    what: 'the name server, asked for STS',
    begin: silentResolver(role),
    reason: /sts\.eu-west-1\.amazonaws\.com|no answer in time|TimeoutError/,
  },
  {
    what: 'the name server, asked for the proxy',
    begin: silentResolver({ HTTPS_PROXY: 'http://proxy.example:3128' }),
    reason: /proxy\.example|no answer in time|TimeoutError/,
  },
  {
    what: 'the name server, asked for the metadata service',
    begin: silentResolver({ AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://imds.example' }),
    reason: /imds\.example|no answer in time|instance metadata service/,
  },
];
