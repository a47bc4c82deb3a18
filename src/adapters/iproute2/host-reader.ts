import type { HostReader } from '../../domain/admin-ports.ts';
import type { Links } from '../../domain/ports.ts';
import { readHostState } from './read-host-state.ts';

/** The picture that plans are made from, for people to look at. */
export function createHostReader(links: Links, commandTimeoutMs: number): HostReader {
  return {
    async hostState(eniId, mac) {
      const mark =
        mac === undefined ? { altName: eniId } : { ifindex: (await links.findByMac(mac))?.ifindex };
      return readHostState({ ipCommand: 'ip', timeoutMs: commandTimeoutMs }, '/proc/sys', mark);
    },
  };
}
