import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ControlClient } from '../../test/emulator/control-client.ts';
import { writeFile } from 'node:fs/promises';
import { benchWorld, eniMac, nodeMac } from './bench-world.ts';
import { nodeA } from '../../test/emulator/sample-world.ts';

const execFileAsync = promisify(execFile);
const emulatorMain = join(import.meta.dirname, '../../test/emulator/main.ts');

/** The instance that this network namespace plays, and the cloud around it in a process of its own. */
export interface BenchHost extends AsyncDisposable {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  /** The authority that clients must trust to use `httpsUrl`. */
  readonly caFile: string;
  readonly control: ControlClient;
}

/**
 * Makes the network namespace that this process is in an instance: a primary link, the ENI's link (down and bare, as a
 * hot-plugged one), metadata at its usual address, EC2 on the loopback over HTTP and HTTPS. The namespace must be new.
 */
export async function startBenchHost(folder: string): Promise<BenchHost> {
  for (const words of networkLines) await execFileAsync('ip', words.split(' '));
  const caFile = join(folder, 'ca.pem');
  const worldFile = join(folder, 'world.json');
  await writeFile(worldFile, JSON.stringify(benchWorld()));
  const socket = join(folder, 'control.sock');
  const argv = [
    ...[emulatorMain, '--world', worldFile, '--control', socket, '--listen', '127.0.0.1:8080'],
    ...['--imds', `${nodeA}=169.254.169.254:80`],
  ];
  // The kernel ends it with this process, however that ends.
  const emulator = spawn('setpriv', ['--pdeathsig', 'TERM', '--', process.execPath, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await firstLine(emulator);
  const control = new ControlClient(socket);
  await control.listenAws({ host: '127.0.0.1', port: 8443 }, { tls: true });
  await writeFile(caFile, (await control.ca()).caPem);
  return {
    httpUrl: 'http://127.0.0.1:8080',
    httpsUrl: 'https://127.0.0.1:8443',
    caFile,
    control,
    async [Symbol.asyncDispose]() {
      if (emulator.exitCode !== null) return;
      const exited = once(emulator, 'exit');
      emulator.kill('SIGTERM');
      await exited;
    },
  };
}

const networkLines = [
  'link set lo up',
  'address add 169.254.169.254/32 dev lo',
  `link add eth0 address ${nodeMac} type veth peer name vpc0`,
  `link add eth1 address ${eniMac} type veth peer name vpc1`,
  'link set vpc0 up',
  'link set vpc1 up',
  'link set eth0 up',
  'address add 10.0.1.10/24 dev eth0',
  'route add default via 10.0.1.1 dev eth0',
];

async function firstLine({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the emulator was started without a pipe');
  const lines = createInterface({ input: stdout });
  const ready = await Promise.race([
    once(lines, 'line').then(() => true),
    once(lines, 'close').then(() => false),
  ]);
  if (!ready) throw new Error('the emulator did not start');
}
