import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { actionTable } from '../../src/ocf/actions.ts';
import { ec2LikeThrottle } from '../../test/emulator/model/settings.ts';
import { agentCommand, standUp } from './bench-stand.ts';
import type { Progress } from './section.ts';

export interface AtRestResult {
  readonly monitors: number;
  /** Requests to EC2 and to the metadata service in all of them. */
  readonly requests: number;
  /** System calls about sockets in the monitors that were traced, by family; `os.networkInterfaces()` asks over AF_NETLINK. */
  readonly socketFamilies: readonly string[];
  /** Programs that those monitors executed, without directory. */
  readonly programs: readonly string[];
  /** Calls of EC2 by one level-10 monitor. */
  readonly callsPerDeepMonitor: number;
  readonly resources: number;
  readonly callsPerHour: number;
  /** How many resources of one account and region fit into what EC2 grants for describing, all of it used for that. */
  readonly resourcesPerAccount: number;
}

const monitors = 1_000;
const tracedMonitors = 5;
const deepMonitors = 20;
const resources = 10_000;

/** What resources that nothing happens to cost EC2: with the recommended monitors, one second of the log for another. */
export async function measureAtRest(folder: string, progress: Progress): Promise<AtRestResult> {
  await using stand = await standUp(folder);
  const { host, meter } = stand;
  const shallow = agentCommand(stand, {});
  const deep = agentCommand(stand, { env: { OCF_CHECK_LEVEL: '10' } });
  await host.control.clearRequests();
  for (let n = 0; n < monitors; n += 1) {
    if (n % 50 === 0) progress(`at rest: level-0 monitor ${n} of ${monitors}`);
    await meter.run(shallow);
  }
  const requests = (await host.control.requests()).length;
  const traces = await Promise.all(
    Array.from({ length: tracedMonitors }, (_, n) => trace(join(folder, `trace${n}`), shallow)),
  );
  await host.control.clearRequests();
  for (let n = 0; n < deepMonitors; n += 1) await meter.run(deep);
  const calls = (await host.control.requests()).filter(({ service }) => service === 'ec2').length;
  const callsPerDeepMonitor = calls / deepMonitors;
  const perHour = 3600 / deepIntervalS();
  return {
    monitors,
    requests,
    socketFamilies: unique(traces.flatMap((text) => matches(text, /\b(?:socket|socketpair)\((\w+)/g))),
    programs: unique(traces.flatMap((text) => matches(text, /\bexecve\("[^"]*?([^/"]+)", .*= 0$/gm))),
    callsPerDeepMonitor,
    resources,
    callsPerHour: resources * perHour * callsPerDeepMonitor,
    resourcesPerAccount: (ec2LikeThrottle.describe.refillPerSecond * 3600) / (perHour * callsPerDeepMonitor),
  };
}

async function trace(file: string, { argv, env }: ReturnType<typeof agentCommand>): Promise<string> {
  const words = ['-f', '-qq', '-e', 'trace=%network,execve', '-o', file, ...argv];
  await promisify(execFile)('/usr/bin/strace', words, { env });
  return readFile(file, 'utf8');
}

function deepIntervalS(): number {
  const deep = actionTable.find(({ name, depth }) => name === 'monitor' && depth === '10');
  return Number.parseInt(deep?.interval ?? '', 10);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}
