import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCidr, parseIp } from '../../src/domain/cidr.ts';
import { isAgentError } from '../../src/domain/errors.ts';
import { startEc2Lab, type Ec2Lab } from '../contract/ec2-lab.ts';
import type { Cloud } from '../contract/cloud-contract.ts';
import { attach } from '../emulator/model/attach.ts';
import { floatingEni, nodeA, publicSubnet } from '../emulator/sample-world.ts';
import { damaged, fuzz, fuzzParameters, garbageText } from './fuzz-count.ts';

const runs = fuzzParameters(600, 20_000);

/** Stands between the SDK and the emulator, and changes what EC2 answers. */
let change: (document: string) => string = (document) => document;
const between = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    void forward(incoming.headers, Buffer.concat(chunks)).then((document) => {
      const body = change(document);
      sent = body;
      response
        .writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) })
        .end(body);
    });
  });
});
let sent = '';
let lab: Ec2Lab;
let cloud: Cloud;

function forward(headers: IncomingHttpHeaders, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(lab.endpoint, { method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    call.on('error', reject).end(body);
  });
}

beforeAll(async () => {
  lab = await startEc2Lab();
  attach(lab.emulator.cloud, { eniId: floatingEni, instanceId: nodeA, deviceIndex: 1, networkCardIndex: 0 });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  cloud = lab.cloud({ endpointUrl: `http://127.0.0.1:${(between.address() as AddressInfo).port}` });
});
afterAll(async () => {
  between.closeAllConnections();
  between.close();
  await lab.close();
});

/** The document as it is, to be damaged: fetched once for each call. */
async function documentOf(ask: () => Promise<unknown>): Promise<string> {
  change = (document) => document;
  await ask();
  return sent;
}

/** An element of the document lost, doubled, or with other text in it. */
function alteredElement(document: string): fc.Arbitrary<string> {
  const leaves = [...document.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  const leaf = fc.constantFrom(...leaves);
  const replace = ({ 0: whole, index }: RegExpExecArray, by: string) =>
    document.slice(0, index) + by + document.slice(index + whole.length);
  return fc.oneof(
    leaf.map((match) => replace(match, '')),
    leaf.map((match) => replace(match, match[0] + match[0])),
    fc
      .tuple(leaf, fc.string({ unit: 'grapheme', maxLength: 30 }))
      .map(([match, text]) =>
        replace(match, `<${match[1] ?? ''}>${text.replaceAll(/[<&]/g, '')}</${match[1] ?? ''}>`),
      ),
  );
}

async function outcome<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    expect(isAgentError(error), String(error)).toBe(true);
    expect((error as Error).message).not.toMatch(/\n\s+at /);
    return undefined;
  }
}

describe('garbage from EC2', () => {
  it('about the ENI is an error, or a description that can be true', async () => {
    const document = await documentOf(() => cloud.describeEni(floatingEni));
    const inputs = fc.oneof(garbageText, damaged(document), alteredElement(document));
    await fuzz('DescribeNetworkInterfaces', inputs, runs, async (body) => {
      change = () => body;
      const eni = await outcome(cloud.describeEni(floatingEni));
      if (eni === undefined) return;
      expect(eni.eniId).toBe(floatingEni);
      expect(eni.mac).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
      expect([...eni.ipv4, ...eni.ipv6].filter((address) => parseIp(address) === undefined)).toEqual([]);
      // Nobody has it: only where not a word about an attachment is left.
      if (eni.attachment === undefined) expect(body).not.toContain('<attachment>');
    });
  });

  it('about the instance and the subnet is an error, or a description that can be true', async () => {
    const instance = await documentOf(() => cloud.describeInstance(nodeA));
    const subnet = await documentOf(() => cloud.describeSubnet(publicSubnet));
    const altered = (document: string) => fc.oneof(garbageText, damaged(document), alteredElement(document));
    await fuzz(
      'DescribeInstances and DescribeSubnets',
      fc.tuple(altered(instance), altered(subnet)),
      runs,
      async ([one, other]) => {
        change = () => one;
        const about = await outcome(cloud.describeInstance(nodeA));
        for (const { deviceIndex } of about?.interfaces ?? []) expect(Number.isNaN(deviceIndex)).toBe(false);
        change = () => other;
        const range = await outcome(cloud.describeSubnet(publicSubnet));
        if (range !== undefined) expect(() => parseCidr(range.ipv4Cidr)).not.toThrow();
      },
    );
  });
});
