import { createServer, connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { resetMarker } from './server/reset-marker.ts';

/**
 * Listens on TCP inside the network namespace it is started in and passes every byte, half-close and reset to a unix
 * socket, which any namespace can reach. Ends when its standard input does, so it does not outlive who started it.
 *
 *   ip netns exec NS node relay.ts --tcp 169.254.169.254:80 --unix /path/imds.sock [--tcp … --unix …]
 *
 * Prints one line of JSON when it listens.
 */
function relay(client: Socket, unixPath: string): void {
  const server = connect({ path: unixPath, allowHalfOpen: true });
  client.setNoDelay(true);
  client.on('data', (data) => {
    if (!server.write(data)) client.pause();
  });
  server.on('drain', () => client.resume());
  server.on('data', (data) => {
    if (endsWithMarker(data)) {
      const rest = data.subarray(0, data.length - resetMarker.length);
      client.write(rest, () => client.resetAndDestroy());
      server.destroy();
    } else if (!client.write(data)) server.pause();
  });
  client.on('drain', () => server.resume());
  client.on('end', () => server.end());
  server.on('end', () => client.end());
  client.on('error', () => server.destroy());
  server.on('error', () => client.resetAndDestroy());
  client.on('close', () => server.destroy());
}

function endsWithMarker(data: Buffer): boolean {
  return data.length >= resetMarker.length && data.subarray(-resetMarker.length).equals(resetMarker);
}

async function listen(tcp: string, unixPath: string): Promise<string> {
  const colon = tcp.lastIndexOf(':');
  const host = tcp.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const listener = createServer({ allowHalfOpen: true }, (client) => relay(client, unixPath));
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(Number(tcp.slice(colon + 1)), host, resolve);
  });
  const address = listener.address();
  return typeof address === 'object' && address ? `${address.address}:${address.port}` : tcp;
}

const { values } = parseArgs({
  options: { tcp: { type: 'string', multiple: true }, unix: { type: 'string', multiple: true } },
});
const tcp = values.tcp ?? [];
const unix = values.unix ?? [];
if (tcp.length === 0 || tcp.length !== unix.length) {
  process.stderr.write('usage: relay.ts --tcp ADDRESS:PORT --unix PATH [--tcp … --unix …]\n');
  process.exit(2);
}
process.stdin
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0))
  .resume();
process.on('SIGTERM', () => process.exit(0));
try {
  const listening = await Promise.all(tcp.map((address, position) => listen(address, unix[position] ?? '')));
  process.stdout.write(`${JSON.stringify({ listening })}\n`);
} catch (error) {
  process.stderr.write(`relay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
