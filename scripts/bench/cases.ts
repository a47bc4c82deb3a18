import { join } from 'node:path';
import { floatingEni } from '../../test/emulator/sample-world.ts';
import type { BenchHost } from './bench-host.ts';
import { movedRoute, standbyEni } from './bench-world.ts';
import type { Command } from './process-meter.ts';

/** A program to measure. All others are compared with the one named `bareNode`. */
export interface Case extends Command {
  readonly name: string;
}

export const bareNode = 'node -e 0';

export interface CaseOptions {
  readonly host: BenchHost;
  /** Installed copies of the program; see installCopy. */
  readonly cached: string;
  readonly uncached: string;
  /** Where the agents keep what they keep. */
  readonly folder: string;
  /** A program that calls awscli with `--endpoint-url $BENCH_ENDPOINT_URL`, which the other agents cannot do. */
  readonly awscli: string;
}

const notRunning = 7;
const path = '/usr/sbin:/usr/bin:/sbin:/bin';

/** The agent's own cases and those of what else could be used. */
export function makeCases(options: CaseOptions): readonly Case[] {
  return [...ownCases(options), ...otherCases(options)];
}

export interface AgentCall {
  readonly eniId?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of an action, as Pacemaker makes it. */
export function agentEnvironment(
  { folder, host }: CaseOptions,
  call: AgentCall = {},
): Record<string, string> {
  return {
    PATH: path,
    OCF_ROOT: '/usr/lib/ocf',
    OCF_RESOURCE_INSTANCE: 'bench',
    HA_RSCTMP: join(folder, 'run'),
    ENI_AGENT_STATE_DIR: join(folder, 'state'),
    OCF_RESKEY_eni_id: call.eniId ?? floatingEni,
    OCF_RESKEY_endpoint_url: host.httpUrl,
    OCF_RESKEY_CRM_meta_timeout: '20000',
    OCF_RESKEY_CRM_meta_interval: '10000',
    ...call.env,
  };
}

function ownCases(options: CaseOptions): Case[] {
  const { host, cached, uncached } = options;
  const shim = join(cached, 'ocf/eni');
  const https = { OCF_RESKEY_endpoint_url: host.httpsUrl, NODE_EXTRA_CA_CERTS: host.caFile };
  const deep = (name: string, install: string, extra: Record<string, string> = {}): Case[] => {
    const argv = [join(install, 'ocf/eni'), 'monitor'];
    const env = { OCF_CHECK_LEVEL: '10', ...extra };
    return [
      {
        name: `${name}, standby`,
        argv,
        env: agentEnvironment(options, { eniId: standbyEni, env }),
        expectedCode: notRunning,
      },
      { name: `${name}, active`, argv, env: agentEnvironment(options, { env }), expectedCode: 0 },
    ];
  };
  const node = [process.execPath, '-e', '0'];
  return [
    { name: bareNode, argv: node, env: { PATH: path }, expectedCode: 0 },
    {
      name: `${bareNode}, NODE_EXTRA_CA_CERTS`,
      argv: node,
      env: { PATH: path, NODE_EXTRA_CA_CERTS: host.caFile },
      expectedCode: 0,
    },
    { name: 'ocf/eni meta-data', argv: [shim, 'meta-data'], env: { PATH: path }, expectedCode: 0 },
    {
      name: 'eni-agent meta-data',
      argv: [join(cached, 'bin/eni-agent'), 'meta-data'],
      env: { PATH: path },
      expectedCode: 0,
    },
    { name: 'monitor level 0', argv: [shim, 'monitor'], env: agentEnvironment(options), expectedCode: 0 },
    ...deep('monitor level 10, HTTP', cached),
    ...deep('monitor level 10, HTTPS', cached, https),
    ...deep('monitor level 10, HTTP, no code cache', uncached),
  ];
}

function otherCases(options: CaseOptions): Case[] {
  const { host, folder, awscli } = options;
  const agents = '/usr/lib/ocf/resource.d/heartbeat';
  const base = {
    PATH: path,
    HOME: folder,
    OCF_ROOT: '/usr/lib/ocf',
    OCF_RESOURCE_INSTANCE: 'bench',
    HA_RSCTMP: join(folder, 'run'),
    OCF_RESKEY_CRM_meta_timeout: '30000',
    OCF_RESKEY_CRM_meta_interval: '20000',
    OCF_RESKEY_awscli: awscli,
  };
  const places = [
    { over: 'HTTP', place: { BENCH_ENDPOINT_URL: host.httpUrl } },
    { over: 'HTTPS', place: { BENCH_ENDPOINT_URL: host.httpsUrl, AWS_CA_BUNDLE: host.caFile } },
  ];
  return places.flatMap(({ over, place }): Case[] => {
    const agent = (name: string, words: string, env: Record<string, string>): Case => ({
      name: `${name} monitor${words}, ${over}`,
      argv: [join(agents, name), 'monitor'],
      env: { ...base, ...place, ...env },
      expectedCode: 0,
    });
    const moveIp = {
      OCF_RESKEY_ip: movedRoute.address,
      OCF_RESKEY_routing_table: movedRoute.routeTableId,
      OCF_RESKEY_interface: 'eth0',
    };
    return [
      agent('awsvip', '', { OCF_RESKEY_secondary_private_ip: '10.0.1.10' }),
      agent('awseip', '', {
        OCF_RESKEY_elastic_ip: '203.0.113.10',
        OCF_RESKEY_allocation_id: 'eipalloc-0123456789abcdef0',
      }),
      agent('aws-vpc-move-ip', ' (asks no API)', moveIp),
      agent('aws-vpc-move-ip', ' monapi=true (sleeps 1 s)', { ...moveIp, OCF_RESKEY_monapi: 'true' }),
      {
        name: `aws ec2 describe-network-interfaces, ${over}`,
        argv: [awscli, 'ec2', 'describe-network-interfaces', '--network-interface-ids', floatingEni],
        env: { ...base, ...place },
        expectedCode: 0,
      },
    ];
  });
}
