import { ControlClient } from '../emulator/control-client.ts';
import { fenceMetadata } from './fence-metadata.ts';

/**
 * Stands in for fence_aws on the laboratory's nodes: the same parameters and actions, but it stops and starts the instance
 * through the emulator's control socket, which is reachable whatever happens to the node's network.
 *
 *   fence-aws.ts CONTROL-SOCKET [--action=ACTION]     (parameters on standard input, one name=value a line)
 */
const off = 2;

async function main([socket = '', ...args]: readonly string[]): Promise<number> {
  const parameters = { ...fromArguments(args), ...(await fromInput()) };
  const action = parameters['action'] ?? parameters['option'] ?? 'reboot';
  if (action === 'metadata') {
    process.stdout.write(fenceMetadata);
    return 0;
  }
  const waitMs = Number(parameters['power_timeout'] ?? 60) * 1000;
  const client = new ControlClient(socket, waitMs + 5_000);
  if (action === 'monitor' || action === 'list') {
    const { instances } = await client.state();
    if (action === 'list') for (const { instanceId } of instances) process.stdout.write(`${instanceId},\n`);
    return 0;
  }
  const plug = parameters['plug'] ?? '';
  switch (action) {
    case 'status': {
      const { instances } = await client.state();
      return instances.find(({ instanceId }) => instanceId === plug)?.state === 'running' ? 0 : off;
    }
    case 'off':
    case 'reboot':
      await client.stop(plug, { force: true, waitMs });
      if (action === 'reboot') await client.start(plug, { waitMs });
      return 0;
    case 'on':
      await client.start(plug, { waitMs });
      return 0;
    case 'validate-all':
      return 0;
    default:
      throw new Error(`unknown action ${action}`);
  }
}

function fromArguments(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    args
      .map((arg) => /^--([\w-]+)=(.*)$/s.exec(arg))
      .flatMap((found) => (found ? [[found[1], found[2]]] : [])),
  ) as Record<string, string>;
}

async function fromInput(): Promise<Record<string, string>> {
  if (process.stdin.isTTY) return {};
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('='))
      .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
