import { readFile } from 'node:fs/promises';
import { eniIdPattern, instanceIdPattern, macPattern } from '../../domain/eni.ts';
import { AgentError, asAgentError } from '../../domain/errors.ts';
import type { Identity } from '../../domain/ports.ts';
import type { BootMemory } from '../files/boot-memory.ts';
import type { Imds } from './imds-client.ts';

export interface NodeIdentityOptions {
  /** The parameter instance_id: for manual use, and checked against the node where it can be. */
  readonly claimed: string | undefined;
  /** On Nitro instances this file holds the instance id. */
  readonly assetTagFile: string;
  readonly imds: Imds;
  readonly memory: BootMemory;
}

/** Which instance this node is: DMI, what IMDS said earlier on this boot, or IMDS, in this order. */
export function createNodeIdentity(options: NodeIdentityOptions): Identity {
  const { claimed, imds, memory } = options;
  let known: Promise<string> | undefined;

  async function fromImds(): Promise<string> {
    const id = await imds.get('meta-data/instance-id');
    if (id === undefined || !instanceIdPattern.test(id)) {
      throw new AgentError('identity', 'the instance metadata service gave no instance id');
    }
    await memory.write({ instanceId: id });
    return id;
  }

  async function actual(): Promise<string> {
    const remembered = (await fromDmi(options.assetTagFile)) ?? (await memory.read()).instanceId;
    if (remembered !== undefined && instanceIdPattern.test(remembered)) return remembered;
    return fromImds();
  }

  async function find(): Promise<string> {
    if (claimed === undefined) return actual().catch(unknownInstance);
    const real = await actual().catch(() => claimed);
    if (real === claimed) return claimed;
    throw new AgentError(
      'node-unsuitable',
      `parameter instance_id is ${claimed}, but this node is ${real}: leave it unset`,
    );
  }

  return {
    async instanceId() {
      known ??= find();
      try {
        return await known;
      } catch (error) {
        known = undefined;
        throw error;
      }
    },

    async eniIdsByMac() {
      const list = (await imds.get('meta-data/network/interfaces/macs/')) ?? '';
      const macs = list
        .split('\n')
        .map((line) => line.trim().replace(/\/$/, '').toLowerCase())
        .filter((mac) => macPattern.test(mac));
      if (macs.length === 0) {
        throw new AgentError(
          'identity',
          'the instance metadata service lists no interface, not even the primary one',
        );
      }
      const ids = await Promise.all(
        macs.map((mac) => imds.get(`meta-data/network/interfaces/macs/${mac}/interface-id`)),
      );
      const named = macs.map((mac, n) => [mac, ids[n]] as const);
      // A name that is none, half of one for instance, would make a stranger of the very ENI that is looked for.
      return new Map(
        named.filter((pair): pair is readonly [string, string] => eniIdPattern.test(pair[1] ?? '')),
      );
    },
  };
}

/** No DMI, or one that names something else (Xen instances, other machines), is no error: IMDS knows. */
async function fromDmi(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const tag = text.trim();
  return instanceIdPattern.test(tag) ? tag : undefined;
}

function unknownInstance(error: unknown): never {
  const why = asAgentError(error).message;
  throw new AgentError('identity', `it is not known which instance this is: ${why}`, { cause: error });
}
