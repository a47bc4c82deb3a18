import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP, type LookupFunction } from 'node:net';

const hostsFile = '/etc/hosts';
const timeoutMs = 1_000;
const tries = 3;

/**
 * Resolves names as /etc/hosts and DNS have them, for sockets. The system's own resolver blocks a thread for as long as
 * DNS is silent, and a process cannot exit before that thread is back: an action would outlive its deadline.
 */
export const resolveHost: LookupFunction = (hostname, options, callback) => {
  addressesOf(hostname).then(
    (addresses) => {
      const found = addresses.map((address) => ({ address, family: isIP(address) }));
      const [first] = found;
      if (options.all === true) callback(null, found);
      else if (first !== undefined) callback(null, first.address, first.family);
    },
    (error: unknown) => callback(error as NodeJS.ErrnoException, []),
  );
};

/** At least one address, IPv4 ones first. Rejects when there is none. */
async function addressesOf(hostname: string): Promise<readonly string[]> {
  const listed = inHostsFile(await readFile(hostsFile, 'utf8').catch(() => ''), hostname);
  if (listed.length > 0) return listed;
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  try {
    return nonEmpty(hostname, await resolver.resolve4(hostname));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENODATA') throw error;
    return nonEmpty(hostname, await resolver.resolve6(hostname));
  }
}

function nonEmpty(hostname: string, addresses: readonly string[]): readonly string[] {
  if (addresses.length > 0) return addresses;
  throw new Error(`no address for ${hostname}`);
}

/** The addresses that a hosts file gives a name, IPv4 ones first. */
export function inHostsFile(text: string, hostname: string): readonly string[] {
  const wanted = hostname.toLowerCase();
  const addresses = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([, ...names]) => names.some((name) => name.toLowerCase() === wanted))
    .map(([address = '']) => address)
    .filter((address) => isIP(address) !== 0);
  return addresses.sort((a, b) => isIP(a) - isIP(b));
}
