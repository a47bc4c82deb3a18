import { join } from 'node:path';
import { floatingEni } from '../../test/emulator/sample-world.ts';
import { agentCommand, searchPath, type BenchStand } from './bench-stand.ts';
import { movedRoute, standbyEni } from './bench-world.ts';
import type { Command } from './process-meter.ts';

/** A program to measure. All others are compared with the one named `bareNode`. */
export interface Case extends Command {
  readonly name: string;
}

export const bareNode = 'node -e 0';

const notRunning = 7;

/** The agent's own cases. `active`: the ENI is here and configured; `standby`: the other node has it, as a probe finds it. */
export function ownCases(stand: BenchStand): readonly Case[] {
  const { host, cached, uncached } = stand;
  const env = { PATH: searchPath };
  const node = { argv: [process.execPath, '-e', '0'], expectedCode: 0 };
  const authority = { NODE_EXTRA_CA_CERTS: host.caFile };
  const deep = (name: string, install: string, extra: Record<string, string> = {}): Case[] => {
    const call = { install, env: { OCF_CHECK_LEVEL: '10', ...extra } };
    return [
      {
        name: `${name}, standby`,
        ...agentCommand(stand, { ...call, eniId: standbyEni, expectedCode: notRunning }),
      },
      { name: `${name}, active`, ...agentCommand(stand, call) },
    ];
  };
  return [
    { name: bareNode, ...node, env },
    // Over HTTPS the agent is given the emulator's authority this way; no row is compared with this one.
    { name: `${bareNode} with NODE_EXTRA_CA_CERTS`, ...node, env: { ...env, ...authority } },
    { name: 'ocf/eni meta-data', argv: [join(cached, 'ocf/eni'), 'meta-data'], env, expectedCode: 0 },
    {
      name: 'eni-agent meta-data',
      argv: [join(cached, 'bin/eni-agent'), 'meta-data'],
      env,
      expectedCode: 0,
    },
    { name: 'monitor level 0', ...agentCommand(stand, {}) },
    ...deep('monitor level 10, HTTP', cached),
    ...deep('monitor level 10, HTTPS', cached, { OCF_RESKEY_endpoint_url: host.httpsUrl, ...authority }),
    ...deep('monitor level 10, HTTP, no code cache', uncached),
  ];
}

/** What others offer: agents that call awscli, and awscli alone. */
export function otherCases({ host, folder, awscli }: BenchStand): readonly Case[] {
  const base = {
    PATH: searchPath,
    HOME: folder,
    OCF_ROOT: '/usr/lib/ocf',
    OCF_RESOURCE_INSTANCE: 'bench',
    HA_RSCTMP: join(folder, 'run'),
    OCF_RESKEY_CRM_meta_timeout: '30000',
    OCF_RESKEY_CRM_meta_interval: '20000',
    OCF_RESKEY_awscli: awscli,
  };
  const moveIp = {
    OCF_RESKEY_ip: movedRoute.address,
    OCF_RESKEY_routing_table: movedRoute.routeTableId,
    OCF_RESKEY_interface: 'eth0',
  };
  const elasticIp = {
    OCF_RESKEY_elastic_ip: '203.0.113.10',
    OCF_RESKEY_allocation_id: 'eipalloc-0123456789abcdef0',
  };
  const places = [
    { over: 'HTTP', place: { BENCH_ENDPOINT_URL: host.httpUrl } },
    { over: 'HTTPS', place: { BENCH_ENDPOINT_URL: host.httpsUrl, AWS_CA_BUNDLE: host.caFile } },
  ];
  return places.flatMap(({ over, place }): Case[] => {
    const agent = (name: string, words: string, env: Record<string, string>): Case => ({
      name: `${name} monitor${words}, ${over}`,
      argv: [`/usr/lib/ocf/resource.d/heartbeat/${name}`, 'monitor'],
      env: { ...base, ...place, ...env },
      expectedCode: 0,
    });
    return [
      agent('awsvip', '', { OCF_RESKEY_secondary_private_ip: '10.0.1.10' }),
      agent('awseip', '', elasticIp),
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
