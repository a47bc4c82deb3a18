import { join } from 'node:path';
import { parseCidr } from '../../domain/cidr.ts';
import { macPattern, type EniFacts } from '../../domain/eni.ts';
import type { FactsCache, Log } from '../../domain/ports.ts';
import { isRecord, readOwnedJson, writeOwnedJson } from './owned-json.ts';

export interface FileOwner {
  readonly uid: number;
  readonly pid: number;
}

const addressPattern = /^[0-9a-f.:]{2,45}$/;

/** Facts about ENIs as one JSON file each, kept across boots. */
export function createFactsFile(folder: string, owner: FileOwner, log: Log): FactsCache {
  const pathOf = (eniId: string) => join(folder, `${eniId}.json`);
  return {
    read: (eniId) => Promise.resolve(toFacts(readOwnedJson(pathOf(eniId), owner.uid), eniId)),
    write(facts) {
      try {
        writeOwnedJson(pathOf(facts.eniId), facts, owner.pid);
      } catch (error) {
        log.warn(`the facts about ${facts.eniId} could not be kept: ${String(error)}`);
      }
      return Promise.resolve();
    },
  };
}

function toFacts(value: unknown, eniId: string): EniFacts | undefined {
  if (!isRecord(value) || value['eniId'] !== eniId) return undefined;
  const { mac, primaryIpv4, subnetId, ipv4Cidr, ipv6Cidrs } = value;
  if (typeof mac !== 'string' || !macPattern.test(mac)) return undefined;
  if (typeof primaryIpv4 !== 'string' || !addressPattern.test(primaryIpv4)) return undefined;
  if (typeof subnetId !== 'string') return undefined;
  return {
    eniId,
    mac,
    primaryIpv4,
    subnetId,
    ...(isCidr(ipv4Cidr) && isListOfText(ipv6Cidrs) && ipv6Cidrs.every(isCidr)
      ? { ipv4Cidr, ipv6Cidrs }
      : {}),
  };
}

/** EC2 is asked again for ranges that make no sense. */
function isCidr(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    parseCidr(value);
    return true;
  } catch {
    return false;
  }
}

/** True for an array of addresses with at least one in it: a start configures no less. */
export function isListOfAddresses(value: unknown): value is readonly string[] {
  return isListOfText(value) && value.length > 0 && value.every((text) => addressPattern.test(text));
}

/** True for an array of strings. */
function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
