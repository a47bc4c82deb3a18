import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Emulator } from './emulator.ts';
import type { World } from './fabric.ts';
import type { DeepPartial } from './server/apply-patch.ts';
import type { ListenAt } from './server/endpoints.ts';
import type { Settings } from './model/settings.ts';
import { sampleWorld } from './sample-world.ts';

const usage = `usage: main.ts --control SOCKET [options]
  --world FILE            the VPC as JSON (left out: two nodes in one zone)
  --settings FILE         settings as JSON, over the defaults
  --listen ADDRESS:PORT   EC2 and STS there; 127.0.0.1:0 if left out; a path: on a unix socket
  --tls                   … over HTTPS, with a certificate made now
  --ca FILE               write the authority that clients must trust there
  --imds ID=ADDRESS:PORT  the metadata of that instance there; may be repeated; a path: on a unix socket
  --seed NUMBER           ids, secrets and random staleness follow from it
Prints one line of JSON with its addresses when it is ready. Ends on SIGTERM or SIGINT.
`;

const options = {
  world: { type: 'string' },
  settings: { type: 'string' },
  control: { type: 'string' },
  listen: { type: 'string', default: '127.0.0.1:0' },
  tls: { type: 'boolean', default: false },
  ca: { type: 'string' },
  imds: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help || values.control === undefined) {
    process.stderr.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const world = values.world === undefined ? sampleWorld() : ((await readJson(values.world)) as World);
  const settings =
    values.settings === undefined ? {} : ((await readJson(values.settings)) as DeepPartial<Settings>);
  const emulator = new Emulator({ world, settings, seed: Number(values.seed) });
  await emulator.listenControl(values.control);
  const aws = parseAddress(values.listen);
  const port = await emulator.listenAws(aws, { tls: values.tls });
  const imds: Record<string, string> = {};
  for (const entry of values.imds) {
    const [, instanceId = '', where = ''] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    const at = parseAddress(where);
    imds[instanceId] = render(at, await emulator.listenImds(at, instanceId), 'http');
  }
  if (values.ca !== undefined) await writeFile(values.ca, emulator.certificate.caPem);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void emulator.close().then(() => process.exit(0));
    });
  }
  const endpoint = render(aws, port, values.tls ? 'https' : 'http');
  process.stdout.write(`${JSON.stringify({ endpoint, imds, control: values.control })}\n`);
}

function parseAddress(text: string): ListenAt {
  if (text.startsWith('/')) return { unix: text };
  const [, host, port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(text) ?? [];
  if (host === undefined)
    throw new Error(`not an address: "${text}" (expecting ADDRESS:PORT or an absolute path)`);
  return { host, port: Number(port) };
}

function render(at: ListenAt, port: number, scheme: string): string {
  if ('unix' in at) return at.unix;
  return `${scheme}://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
