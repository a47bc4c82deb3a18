import { canonicalIp, parseIp } from '../../domain/cidr.ts';
import type { Clock, Link, Links, NetworkWish } from '../../domain/ports.ts';
import { readManagerWork } from '../network-managers.ts';

export interface ManagerPatience {
  /** The longest wait for a manager at work. */
  readonly workMs: number;
  /** The longest wait for a manager to notice a link that has just arrived. */
  readonly noticeMs: number;
}

const pollMs = 50;

/**
 * Waits while a network manager of the host is about to configure the ENI's link: until the ENI's primary address is on
 * the link, the manager has finished, the link is gone, or patience ends. Returns at once where no manager cares.
 */
export async function awaitManager(
  wish: NetworkWish,
  links: Links,
  clock: Clock,
  runRoot: string,
  patience: ManagerPatience,
): Promise<void> {
  const startMs = clock.nowMs();
  for (;;) {
    const link = await links.findByMac(wish.mac);
    if (link === undefined || hasAddress(link, wish.ipv4[0])) return;
    const work = readManagerWork(runRoot, link);
    const limitMs = work === 'under-way' ? patience.workMs : work === 'expected' ? patience.noticeMs : 0;
    if (clock.nowMs() - startMs >= limitMs) return;
    await clock.sleep(pollMs);
  }
}

/** True when the link runs with this address on it. */
export function hasAddress(link: Link, address: string | undefined): boolean {
  if (address === undefined) return false;
  const wanted = canonicalIp(address);
  return link.addresses.some((actual) => parseIp(actual) !== undefined && canonicalIp(actual) === wanted);
}
