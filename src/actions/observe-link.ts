import type { EniFacts } from '../domain/eni.ts';
import { asAgentError } from '../domain/errors.ts';
import type { LinkView } from '../domain/observation.ts';
import type { Identity, InterfaceConfig, Link, Links } from '../domain/ports.ts';
import type { KernelPorts } from './action-context.ts';

/** What a link lacks to be usable, as far as the kernel shows without any help. */
export function lacksOfLink(link: Link, addresses: readonly string[]): readonly string[] {
  if (!link.up) return ['the link is down'];
  if (!link.running) return ['the link has no carrier'];
  return addresses
    .filter((address) => !link.addresses.includes(address))
    .map((address) => `address ${address} is missing`);
}

/**
 * The kernel's view of an ENI whose facts are known: the link by its MAC, up, with the primary address and whatever
 * else the last start on this boot configured. With interface_config=none nothing is required of the link but to be
 * there. Starts no process and opens no socket.
 */
export async function observeKernel(
  ports: KernelPorts,
  facts: EniFacts,
  interfaceConfig: InterfaceConfig,
): Promise<LinkView> {
  const link = await ports.links.findByMac(facts.mac);
  if (link === undefined) return { kind: 'absent' };
  if (interfaceConfig === 'none') return { kind: 'present', name: link.name, lacks: [] };
  const addresses = (await ports.configured.read(facts.eniId)) ?? [facts.primaryIpv4];
  return { kind: 'present', name: link.name, lacks: lacksOfLink(link, addresses) };
}

/**
 * The kernel's view of an ENI whose MAC was never learned, while EC2 does not tell it. Proof of absence: no hardware
 * link but the primary, or every hardware link belongs to another ENI in the list of IMDS. That list is stale both
 * ways, so a link it does not name proves nothing.
 */
export async function observeStranger(
  links: Links,
  eniIdsByMac: Identity['eniIdsByMac'],
  eniId: string,
): Promise<LinkView> {
  const hardware = await links.hardwareLinks();
  if (hardware.length === 1) return { kind: 'absent' };
  let idsByMac: ReadonlyMap<string, string>;
  try {
    idsByMac = await eniIdsByMac();
  } catch (error) {
    return { kind: 'unknown', why: `its MAC was never learned here, and ${asAgentError(error).message}` };
  }
  let known = 0;
  for (const [mac, id] of idsByMac) {
    const link = await links.findByMac(mac);
    if (link === undefined) continue;
    if (id === eniId) return { kind: 'present', name: link.name, lacks: lacksOfLink(link, []) };
    known += 1;
  }
  const strangers = hardware.filter((link) => !idsByMac.has(link.mac));
  return known > 0 && strangers.length === 0
    ? { kind: 'absent' }
    : {
        kind: 'unknown',
        why: 'its MAC was never learned here, and IMDS does not name every link of this instance',
      };
}
