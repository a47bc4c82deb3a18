import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClusterNode } from './cluster-node.ts';

/** Copies a file or folder of the host into /root of a node that may be running. Answers its path there. */
export async function putOnNode(node: ClusterNode, source: string): Promise<string> {
  const path = join('/root', basename(source));
  const { disk } = node.plan;
  await mkdir(disk.hostPath('/root'), { recursive: true });
  await cp(source, disk.hostPath(path), { recursive: true, verbatimSymlinks: true });
  return path;
}
