/*
 * The internet host's half of the traffic: tells every client the source address it is seen with. Usage:
 * `node traffic-echo.ts PORT`; UDP answers repeat the request's text before the address, TCP ones are the address alone.
 * Prints a line when it listens and ends when its standard input does, so that it never outlives who started it.
 */
import { createSocket, type SocketType } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const port = Number(process.argv[2]);

async function listenUdp(type: SocketType): Promise<void> {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' });
  socket.on('message', (message, { address, port: clientPort }) => {
    socket.send(`${message.toString()} ${address}`, clientPort, address, ignoreFailure);
  });
  socket.bind(port);
  await once(socket, 'listening');
}

async function listenTcp(host: string): Promise<void> {
  const server = createServer((client) => {
    // A client that hung up is the client's business: the sample is lost there.
    client.on('error', ignoreFailure);
    client.end(client.remoteAddress ?? '');
  });
  server.listen({ port, host, ipv6Only: true });
  await once(server, 'listening');
}

function ignoreFailure(): void {
  // An answer that cannot be sent is one the client will miss.
}

process.stdin.resume().on('close', () => process.exit());
await Promise.all([listenUdp('udp4'), listenUdp('udp6'), listenTcp('0.0.0.0'), listenTcp('::')]);
console.log('listening');
