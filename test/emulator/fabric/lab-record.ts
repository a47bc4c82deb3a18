import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteNamespaces } from './namespaces.ts';
import { currentOwner, isAlive, type ProcessOwner } from './process-owner.ts';

/**
 * Where labs write down what they made, so that the next run finds what a killed one left behind: beside /run/netns,
 * since the names of namespaces live and die with the same mount.
 */
export const defaultRecordFolder = '/run/eni-agent-lab';

interface LabRecord {
  readonly lab: string;
  readonly owner: ProcessOwner;
  readonly namespaces: readonly string[];
}

/** Writes down the namespaces of a lab of this process. To be called before the first of them is made. */
export async function writeRecord(folder: string, lab: string, namespaces: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const record: LabRecord = { lab, owner: await currentOwner(), namespaces };
  await writeFile(recordPath(folder, lab), JSON.stringify(record), { flag: 'wx' });
}

/** Forgets a lab whose namespaces are gone. */
export async function removeRecord(folder: string, lab: string): Promise<void> {
  await rm(recordPath(folder, lab), { force: true });
}

/**
 * Removes the namespaces of labs whose process is dead, and answers the names of those labs. Labs of live processes are
 * left alone. Safe to be run by several processes at once.
 */
export async function sweep(folder = defaultRecordFolder): Promise<string[]> {
  const swept: string[] = [];
  for (const file of await listRecords(folder)) {
    const record = await readRecord(join(folder, file));
    if (record === undefined || (await isAlive(record.owner))) continue;
    await deleteNamespaces(record.namespaces);
    await removeRecord(folder, record.lab);
    swept.push(record.lab);
  }
  return swept;
}

function recordPath(folder: string, lab: string): string {
  return join(folder, `${lab}.json`);
}

async function listRecords(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The record, unless it is gone meanwhile or was cut short by a kill. */
async function readRecord(path: string): Promise<LabRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LabRecord;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
