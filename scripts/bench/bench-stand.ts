import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { floatingEni } from '../../test/emulator/sample-world.ts';
import { startBenchHost, type BenchHost } from './bench-host.ts';
import { installCopy } from './installation.ts';
import { ProcessMeter, type Command } from './process-meter.ts';

/** An instance that holds the ENI, with the agent installed and started on it, and what to measure programs with. */
export interface BenchStand extends AsyncDisposable {
  readonly host: BenchHost;
  readonly meter: ProcessMeter;
  /** Installed copies of the program, with and without code caches. */
  readonly cached: string;
  readonly uncached: string;
  /** Calls awscli with `--endpoint-url $BENCH_ENDPOINT_URL`, which agents that use it cannot be told to do. */
  readonly awscli: string;
  /** Where agents keep what they keep; their HOME, too. */
  readonly folder: string;
}

export const searchPath = '/usr/sbin:/usr/bin:/sbin:/bin';

const callAwscli = '#!/bin/sh\nexec /usr/bin/aws --endpoint-url "$BENCH_ENDPOINT_URL" "$@"\n';
/** As `aws configure` leaves it where the instance's role gives the credentials. */
const awsConfig = '[default]\nregion = eu-west-1\n';

/** Must run in a network namespace of its own; see startBenchHost. `folder` must be empty. */
export async function standUp(folder: string): Promise<BenchStand> {
  const host = await startBenchHost(folder);
  const meter = new ProcessMeter();
  const awscli = join(folder, 'aws');
  await writeFile(awscli, callAwscli);
  await chmod(awscli, 0o755);
  await mkdir(join(folder, '.aws'));
  await writeFile(join(folder, '.aws', 'config'), awsConfig);
  await mkdir(join(folder, 'run'));
  const stand: BenchStand = {
    host,
    meter,
    cached: await installCopy(join(folder, 'cached'), { codeCache: true }),
    uncached: await installCopy(join(folder, 'uncached'), { codeCache: false }),
    awscli,
    folder,
    async [Symbol.asyncDispose]() {
      await meter[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
  const env = { OCF_RESKEY_interface_config: 'agent' };
  await meter.run({ ...agentCommand(stand, { env }), argv: [join(stand.cached, 'ocf/eni'), 'start'] });
  return stand;
}

export interface AgentCall {
  readonly eniId?: string;
  readonly install?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly expectedCode?: number;
}

/** A monitor as Pacemaker runs it every ten seconds, where `call` does not say otherwise. */
export function agentCommand(
  { folder, host, cached }: BenchStand,
  { eniId = floatingEni, install = cached, env = {}, expectedCode = 0 }: AgentCall,
): Command {
  return {
    argv: [join(install, 'ocf/eni'), 'monitor'],
    env: {
      PATH: searchPath,
      OCF_ROOT: '/usr/lib/ocf',
      OCF_RESOURCE_INSTANCE: 'bench',
      HA_RSCTMP: join(folder, 'run'),
      ENI_AGENT_STATE_DIR: join(folder, 'state'),
      OCF_RESKEY_eni_id: eniId,
      OCF_RESKEY_endpoint_url: host.httpUrl,
      OCF_RESKEY_CRM_meta_timeout: '20000',
      OCF_RESKEY_CRM_meta_interval: '10000',
      ...env,
    },
    expectedCode,
  };
}
