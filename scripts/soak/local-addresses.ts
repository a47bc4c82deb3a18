import { readFileSync } from 'node:fs';
import type { ClusterNode } from '../../test/cluster/cluster-node.ts';

/**
 * Whether the node's kernel answers for an IPv4 address: false for a node without power or one that hangs. Undefined where that
 * cannot be seen, as of a node that is just booting.
 */
export function answersFor(node: ClusterNode, address: string): boolean | undefined {
  try {
    if (!node.isRunning() || node.isFrozen()) return false;
    const pid = readFileSync(node.plan.disk.hostPath('init'), 'utf8').trim();
    return isLocal(readFileSync(`/proc/${pid}/net/fib_trie`, 'utf8'), address);
  } catch {
    return undefined;
  }
}

/** Whether a table of the kernel's (`/proc/net/fib_trie`) has the address as a local one. */
export function isLocal(fibTrie: string, address: string): boolean {
  const escaped = address.replaceAll('.', '\\.');
  return new RegExp(`\\|-- ${escaped}\\n\\s+/32 host LOCAL`).test(fibTrie);
}
