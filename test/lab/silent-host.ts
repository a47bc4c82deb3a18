/*
 * Takes what comes and never answers: UDP datagrams and TCP connections, at the addresses given. Usage:
 * `node silent-host.ts --udp ADDRESS:PORT --tcp ADDRESS:PORT`, each as often as wanted. Prints a line when it listens
 * and ends when its standard input does.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    udp: { type: 'string', multiple: true, default: [] },
    tcp: { type: 'string', multiple: true, default: [] },
  },
});

function split(at: string): { address: string; port: number } {
  const colon = at.lastIndexOf(':');
  return { address: at.slice(0, colon), port: Number(at.slice(colon + 1)) };
}

for (const at of values.udp) {
  const socket = createSocket('udp4');
  socket.bind(split(at));
  await once(socket, 'listening');
}
for (const at of values.tcp) {
  const { address, port } = split(at);
  const server = createServer((client) => {
    // Whoever gives up waiting may do so rudely.
    client.on('error', () => client.destroy()).resume();
  });
  server.listen(port, address);
  await once(server, 'listening');
}
console.log('listening');
process.stdin.resume().on('close', () => process.exit());
