/*
 * A name server for labs: every name has the one address. Usage: `node name-server.ts --at ADDRESS --address ADDRESS
 * --mood FILE`. The file, read at each question, says how it answers: `address`, `nxdomain`, `servfail`, `refused`,
 * `garbage` or `silence`. Prints a line when it listens and ends when its standard input does.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { at: { type: 'string' }, address: { type: 'string' }, mood: { type: 'string' } },
});
const { at = '', address = '', mood = '' } = values;

const responseCodes: Readonly<Record<string, number>> = { servfail: 2, nxdomain: 3, refused: 5 };
const headerBytes = 12;
const addressType = 1;

function reply(question: Buffer, how: string): Buffer | undefined {
  if (how === 'silence') return undefined;
  if (how === 'garbage') return Buffer.concat([question.subarray(0, 2), Buffer.alloc(40, 0xff)]);
  // Header, name up to its empty label, type and class.
  const nameEnd = question.indexOf(0, headerBytes) + 1;
  const asked = question.subarray(0, nameEnd + 4);
  const isAddress = question.readUInt16BE(nameEnd) === addressType;
  const header = Buffer.from(asked);
  header.writeUInt16BE(0x8580 | (responseCodes[how] ?? 0), 2);
  header.writeUInt16BE(how === 'address' && isAddress ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  if (how !== 'address' || !isAddress) return header;
  // The name by reference, type A, class IN, no time to live, four bytes.
  const answer = Buffer.from([
    0xc0,
    headerBytes,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    4,
    ...address.split('.').map(Number),
  ]);
  return Buffer.concat([header, answer]);
}

const socket = createSocket('udp4');
socket.on('message', (question, from) => {
  const answer = reply(question, readFileSync(mood, 'utf8').trim());
  if (answer !== undefined) socket.send(answer, from.port, from.address);
});
socket.bind(53, at);
await once(socket, 'listening');
console.log('listening');
process.stdin.resume().on('close', () => process.exit());
