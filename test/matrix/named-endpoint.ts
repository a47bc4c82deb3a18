import { writeFileSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { makeCertificate } from '../emulator/server/certificate.ts';
import { startRelay } from '../cluster/start-relay.ts';
import type { AgentLab, Environment } from '../lab/agent-lab.ts';
import { NamespaceProcess } from '../lab/namespace-process.ts';
import { withFiles } from '../lab/with-files.ts';
import type { Route } from './fault-class.ts';

export type DnsMood = 'address' | 'nxdomain' | 'servfail' | 'refused' | 'garbage' | 'silence';
export type TlsMood = 'true' | 'untrusted' | 'plain' | 'closed' | 'silence';

/** One for which the emulator has a certificate. */
const name = 'ec2.eu-west-1.amazonaws.com';
const port = 8443;

/** EC2 of a lab under a name of its own, with and without TLS; names and handshakes go wrong when told to. */
export class NamedEndpoint implements AsyncDisposable {
  readonly #lab: AgentLab;
  readonly #stack = new AsyncDisposableStack();
  readonly #connections = new Set<Socket>();
  #tls: TlsMood = 'true';

  private constructor(lab: AgentLab) {
    this.#lab = lab;
  }

  static async create(lab: AgentLab): Promise<NamedEndpoint> {
    const endpoint = new NamedEndpoint(lab);
    try {
      await endpoint.#listen();
      return endpoint;
    } catch (error) {
      await endpoint[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What a call of the agent needs to find EC2 this way. */
  through(route: Route): { env: Environment; wrapper: readonly string[] } {
    if (route === 'address') return { env: {}, wrapper: [] };
    const tls = {
      OCF_RESKEY_endpoint_url: `https://${name}:${port}`,
      NODE_EXTRA_CA_CERTS: this.#file('ca.pem'),
    };
    return {
      env:
        route === 'tls'
          ? tls
          : { OCF_RESKEY_endpoint_url: this.#lab.endpointUrl.replace(/\/\/[^:]+/, `//${name}`) },
      wrapper: withFiles([this.#file('resolv.conf'), '/etc/resolv.conf']),
    };
  }

  set dns(mood: DnsMood) {
    writeFileSync(this.#file('mood'), mood);
  }

  /** For connections from now on. */
  set tls(mood: TlsMood) {
    this.#tls = mood;
  }

  async #listen(): Promise<void> {
    const { vpcNetns, ec2EndpointAddress: address } = this.#lab.fabric;
    this.dns = 'address';
    writeFileSync(this.#file('resolv.conf'), `nameserver ${address}\n`);
    writeFileSync(this.#file('ca.pem'), this.#lab.emulator.certificate.caPem);
    const argv = ['--at', address, '--address', address, '--mood', this.#file('mood')];
    const script = new URL('../lab/name-server.ts', import.meta.url);
    const server = new NamespaceProcess(vpcNetns, script, argv, () => undefined);
    this.#stack.defer(() => server.stop());
    await server.firstLine();
    const [inner, outer] = [this.#file('tls.sock'), this.#file('front.sock')];
    await this.#lab.emulator.listenAws({ unix: inner }, { tls: true });
    const stranger = makeCertificate([name]);
    const context = createSecureContext({ cert: stranger.certPem, key: stranger.keyPem });
    const front = createServer((client) => {
      this.#keep(client);
      if (this.#tls === 'true') pipe(client, this.#keep(connect(inner)));
      else if (this.#tls === 'untrusted')
        new TLSSocket(client, { isServer: true, secureContext: context }).on('error', () => client.destroy());
      else if (this.#tls === 'plain') client.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
      else if (this.#tls === 'closed') client.destroy();
    });
    await new Promise<void>((resolve) => front.listen(outer, resolve));
    this.#stack.defer(
      () =>
        new Promise<void>((resolve) => {
          front.close(() => resolve());
          for (const socket of this.#connections) socket.destroy();
        }),
    );
    const relay = await startRelay(vpcNetns, `${address}:${port}`, outer);
    this.#stack.defer(() => relay.stop());
  }

  #file(file: string): string {
    return join(this.#lab.folder, `named-${file}`);
  }

  #keep(socket: Socket): Socket {
    this.#connections.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => this.#connections.delete(socket));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

function pipe(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
}
