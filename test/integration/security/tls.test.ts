import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, type Certificate } from '../../emulator/server/certificate.ts';
import { root, shim, useCaller } from './run-agent.ts';

const caller = useCaller();
const deep = { OCF_CHECK_LEVEL: '10' };

let right: Certificate;
let foreign: Certificate;
beforeAll(() => {
  right = makeCertificate(['127.0.0.1']);
  foreign = makeCertificate(['ec2.eu-west-1.amazonaws.com']);
});

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly string[];
}

/** Answers every request that gets through the handshake with a refusal. */
async function serve({ certPem, keyPem }: Certificate): Promise<Server> {
  const requests: string[] = [];
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The file of a certificate authority to be trusted besides those that Node knows. */
function trusting({ caPem }: Certificate): Record<string, string> {
  const path = join(caller.folder(), 'ca.pem');
  writeFileSync(path, caPem);
  return { NODE_EXTRA_CA_CERTS: path };
}

describe('over TLS the agent talks', () => {
  it('to a server whose certificate is vouched for, and bears the name that was asked for', async () => {
    await using server = await serve(right);
    const env = { ...deep, ...trusting(right), OCF_RESKEY_endpoint_url: server.url };
    await caller.run([shim, 'validate-all'], env);
    expect(server.requests).not.toEqual([]);
  });

  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['the resource agent', [shim]],
    ['the command for people', [join(root, 'bin/eni-agent')]],
    ['the program itself, without the shell around it', [process.execPath, join(root, 'dist/main.js')]],
  ];
  it.each(ways)(
    'to nobody whom no authority vouches for, whatever the environment asks: %s',
    async (_name, words) => {
      await using server = await serve(right);
      const env = { ...deep, OCF_RESKEY_endpoint_url: server.url, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
      const { code, stderr } = await caller.run([...words, 'validate-all'], env);
      expect(code).toBe(1);
      expect(stderr).toMatch(/ocf-exit-reason:.*certificate/);
      expect(server.requests).toEqual([]);
    },
  );

  it('to nobody with the certificate of another name', async () => {
    await using server = await serve(foreign);
    const env = { ...deep, ...trusting(foreign), OCF_RESKEY_endpoint_url: server.url };
    const { code, stderr } = await caller.run([shim, 'validate-all'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ocf-exit-reason:.*(?:altnames|certificate)/);
    expect(server.requests).toEqual([]);
  });
});
