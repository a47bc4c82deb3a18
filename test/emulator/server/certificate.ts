import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** What clients must trust: for NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE or `--cacert`. */
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/**
 * Makes a certificate authority of its own and a server certificate for the given host names and addresses, with
 * openssl(1). Throws if that is missing.
 */
export function makeCertificate(names: readonly string[]): Certificate {
  const directory = mkdtempSync(join(tmpdir(), 'eni-emulator-tls-'));
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const alternatives = names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  try {
    writeFileSync(
      file('openssl.cnf'),
      [
        '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=emulator\n',
        '[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n',
        `[leaf]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${alternatives}\n`,
      ].join(''),
    );
    const config = ['-config', file('openssl.cnf')];
    openssl(
      'req',
      '-x509',
      ...key,
      ...config,
      '-extensions',
      'ca',
      '-subj',
      '/CN=Emulator test CA',
      '-keyout',
      file('ca.key'),
      '-out',
      file('ca.pem'),
    );
    openssl(
      'req',
      '-x509',
      ...key,
      ...config,
      '-extensions',
      'leaf',
      '-subj',
      '/CN=AWS emulator',
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca.key'),
      '-keyout',
      file('leaf.key'),
      '-out',
      file('leaf.pem'),
    );
    const read = (name: string): string => readFileSync(file(name), 'utf8');
    return { caPem: read('ca.pem'), certPem: read('leaf.pem'), keyPem: read('leaf.key') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
