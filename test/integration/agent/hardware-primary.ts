import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentLab } from '../../lab/agent-lab.ts';
import { withFiles } from '../../lab/with-files.ts';
import { onNode } from './node-state.ts';

const primary = '/sys/class/net/ens5';
const attributes = ['address', 'flags', 'ifindex', 'mtu', 'operstate', 'uevent'];

/**
 * Words before a command that let it see a node's primary link as one with a device behind it, which no link between
 * network namespaces has and every one of an instance does.
 */
export async function hardwarePrimary(lab: AgentLab, instanceId: string): Promise<readonly string[]> {
  const folder = join(lab.folder, `${instanceId}-primary`);
  await mkdir(join(folder, 'device'), { recursive: true });
  for (const name of attributes) {
    await writeFile(join(folder, name), await onNode(lab, instanceId, ['cat', `${primary}/${name}`]));
  }
  return withFiles([folder, primary]);
}
