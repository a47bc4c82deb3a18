/*
 * The client's half of the traffic: a request every `--interval` ms, and one line of JSON (a `TrafficSample`) for each as
 * soon as its fate is known. It goes on whatever happens to the network and ends when its standard input does. Usage:
 * `node traffic-probe.ts --host ADDRESS --port PORT --interval MS --timeout MS --protocols udp,tcp`
 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { parseArgs } from 'node:util';
import type { TrafficProtocol, TrafficSample } from './traffic-sample.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '' },
    port: { type: 'string', default: '' },
    interval: { type: 'string', default: '' },
    timeout: { type: 'string', default: '' },
    protocols: { type: 'string', default: '' },
  },
});
const { host } = values;
const port = Number(values.port);
const timeoutMs = Number(values.timeout);

/** Sends request number `seq` of a protocol. What it answers is the address seen; undefined: no answer in time. */
type Request = (seq: number) => Promise<string | undefined>;

function udpRequests(): Request {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const waiting = new Map<number, (address: string) => void>();
  socket.on('message', (message) => {
    const [seq, address = ''] = message.toString().split(' ');
    waiting.get(Number(seq))?.(address);
  });
  socket.on('error', noAnswerWillTell);
  return (seq) =>
    new Promise((resolve) => {
      const settle = (address?: string): void => {
        clearTimeout(timer);
        waiting.delete(seq);
        resolve(address);
      };
      const timer = setTimeout(settle, timeoutMs);
      waiting.set(seq, settle);
      socket.send(String(seq), port, host, noAnswerWillTell);
    });
}

function tcpRequest(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', noAnswerWillTell);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer === '' ? undefined : answer);
    });
  });
}

function noAnswerWillTell(): void {
  // Unreachable, refused, reset: the request stays without an answer, and that is what gets reported.
}

async function sample(protocol: TrafficProtocol, seq: number, request: Request): Promise<void> {
  const atMs = Date.now();
  const addressSeen = await request(seq);
  const sampled: TrafficSample = {
    protocol,
    seq,
    atMs,
    ok: addressSeen !== undefined,
    ...(addressSeen === undefined ? {} : { addressSeen, roundTripMs: Date.now() - atMs }),
  };
  process.stdout.write(`${JSON.stringify(sampled)}\n`);
}

const requests: Readonly<Record<TrafficProtocol, Request>> = { udp: udpRequests(), tcp: tcpRequest };
const protocols = values.protocols.split(',') as TrafficProtocol[];
let seq = 0;
setInterval(() => {
  for (const protocol of protocols) void sample(protocol, seq, requests[protocol]);
  seq += 1;
}, Number(values.interval));
process.stdin.resume().on('close', () => process.exit());
