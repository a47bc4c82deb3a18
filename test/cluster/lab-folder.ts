import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentOwner, isAlive, type ProcessOwner } from '../emulator/fabric/process-owner.ts';
import { controlGroupRoot, openControlGroup } from './control-group.ts';

/** Where laboratories keep the disks of their nodes and their sockets, a folder each. */
const parent = join(tmpdir(), 'eni-agent-cluster');
const ownerFile = 'owner.json';

/** Makes the folder of a laboratory of this process. Its path is short enough for sockets in it. */
export async function createLabFolder(lab: string): Promise<string> {
  const folder = join(parent, lab);
  const owner = JSON.stringify(await currentOwner());
  mkdirSync(folder, { recursive: true });
  chmodSync(parent, 0o755);
  writeFileSync(join(folder, ownerFile), owner);
  return folder;
}

/** Removes a laboratory's processes that are still there, its cgroups and its folder. Gone already = success. */
export async function removeLabFolder(lab: string): Promise<void> {
  const group = openControlGroup(join(controlGroupRoot(), lab));
  await group.kill();
  group.remove();
  rmSync(join(parent, lab), { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what laboratories of dead processes left behind; those of live ones stay. Answers their names. */
export async function sweepLabFolders(): Promise<string[]> {
  const swept: string[] = [];
  for (const lab of listLabs()) {
    const owner = readOwner(lab);
    if (owner === undefined || (await isAlive(owner))) continue;
    await removeLabFolder(lab);
    swept.push(lab);
  }
  return swept;
}

function listLabs(): string[] {
  try {
    return readdirSync(parent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined while another run is just making or removing that folder. */
function readOwner(lab: string): ProcessOwner | undefined {
  try {
    return JSON.parse(readFileSync(join(parent, lab, ownerFile), 'utf8')) as ProcessOwner;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
