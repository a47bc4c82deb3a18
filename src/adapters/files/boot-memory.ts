import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { asAgentError } from '../../domain/errors.ts';
import type { ConfiguredAddresses, Log } from '../../domain/ports.ts';
import { isListOfAddresses, type FileOwner } from './facts-file.ts';
import { isRecord, readOwnedJson, writeOwnedJson } from './owned-json.ts';

/**
 * What this node learned of itself. Kept only until the next boot, because an image made of this disk would make other
 * instances that are not this one.
 */
export interface NodeFacts {
  readonly instanceId?: string | undefined;
  readonly region?: string | undefined;
  /** Name of the IAM role that IMDS had credentials for. */
  readonly role?: string | undefined;
}

export interface BootMemory {
  read(): Promise<NodeFacts>;
  /** Adds to what is known. Never throws: what cannot be kept is asked for again. */
  write(facts: NodeFacts): Promise<void>;
}

/** Node facts as a file in HA_RSCTMP, which is emptied at boot. */
export function createBootMemory(folder: string, owner: FileOwner, log: Log): BootMemory {
  const path = join(folder, 'eni-agent-node.json');
  const read = (): NodeFacts => {
    const value = readOwnedJson(path, owner.uid);
    if (!isRecord(value)) return {};
    const { instanceId, region, role } = value;
    return { instanceId: textOrNone(instanceId), region: textOrNone(region), role: textOrNone(role) };
  };
  return {
    read: () => Promise.resolve(read()),
    write(facts) {
      tryTo(log, () => writeOwnedJson(path, { ...read(), ...facts }, owner.pid));
      return Promise.resolve();
    },
  };
}

/** Which addresses the last start configured, as a file an ENI in HA_RSCTMP. */
export function createConfiguredAddresses(folder: string, owner: FileOwner, log: Log): ConfiguredAddresses {
  const pathOf = (eniId: string) => join(folder, `eni-agent-${eniId}.json`);
  return {
    read(eniId) {
      const value = readOwnedJson(pathOf(eniId), owner.uid);
      return Promise.resolve(isListOfAddresses(value) ? value : undefined);
    },
    write(eniId, addresses) {
      tryTo(log, () => writeOwnedJson(pathOf(eniId), addresses, owner.pid));
      return Promise.resolve();
    },
    forget(eniId) {
      tryTo(log, () => rmSync(pathOf(eniId), { force: true }));
      return Promise.resolve();
    },
  };
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function tryTo(log: Log, work: () => void): void {
  try {
    work();
  } catch (error) {
    log.warn(`what this boot learned could not be kept: ${asAgentError(error).message}`);
  }
}
