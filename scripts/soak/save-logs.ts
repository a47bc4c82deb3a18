import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ClusterLab } from '../../test/cluster/lab.ts';
import { witnessFile } from './witness-log.ts';

const kept = ['/var/log/pacemaker/pacemaker.log', '/var/log/corosync/corosync.log', witnessFile];

/** Keeps the nodes' logs and the timeline in a folder of their own, and what EC2 and the metadata service were asked. */
export function saveLogs(lab: ClusterLab, folder: string, timeline: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'timeline.txt'), `${timeline.join('\n')}\n`);
  const requests = lab.parts.emulator.requests.after();
  writeFileSync(
    join(folder, 'requests.jsonl'),
    requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
  );
  for (const name of lab.nodeNames) {
    for (const file of kept) {
      const source = lab.node(name).plan.disk.hostPath(file);
      if (existsSync(source)) copyFileSync(source, join(folder, `${name}-${basename(file)}`));
    }
  }
}
