import { deleteNamespaces } from '../emulator/fabric/namespaces.ts';
import { run } from '../emulator/fabric/run.ts';
import { newLabName } from './lab-name.ts';

/**
 * Why network namespaces cannot be made here, as a sentence for the reader of a test report; undefined if they can.
 * Without root, a user namespace with a /run of its own will do:
 * `unshare -Urnm sh -c 'mount -t tmpfs tmpfs /run && exec COMMAND'`.
 */
export async function missingPrivilege(): Promise<string | undefined> {
  const probe = `${newLabName()}-probe`;
  const { exitCode, stderr } = await run(['ip', 'netns', 'add', probe]);
  if (exitCode !== 0) return `network namespaces cannot be made here: ${stderr.trim()}`;
  const { exitCode: execCode, stderr: complaint } = await run([
    'ip',
    'netns',
    'exec',
    probe,
    'nft',
    'list',
    'tables',
  ]);
  await deleteNamespaces([probe]);
  return execCode === 0 ? undefined : `network namespaces cannot be used here: ${complaint.trim()}`;
}
