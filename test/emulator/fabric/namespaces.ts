import { mustRun, run } from './run.ts';

/** Creates named network namespaces in one process. Throws if one of the names is taken. */
export async function addNamespaces(names: readonly string[]): Promise<void> {
  await ipBatch(
    [],
    names.map((name) => `netns add ${name}`),
  );
}

/** Deletes named network namespaces; those that do not exist (any more) are passed over. */
export async function deleteNamespaces(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { exitCode, stderr } = await run(['ip', 'netns', 'delete', name]);
    if (exitCode !== 0 && !stderr.includes('No such file'))
      throw new Error(`cannot delete namespace ${name}: ${stderr}`);
  }
}

/** Runs lines of `ip -batch` in one process; `options` are options of `ip`, such as `-n NAMESPACE`. Stops and throws at the first that fails. */
export async function ipBatch(options: readonly string[], lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await mustRun(['ip', ...options, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** Writes `net.*` settings in a namespace. */
export async function writeSysctls(netns: string, settings: readonly string[]): Promise<void> {
  await mustRun(['ip', 'netns', 'exec', netns, 'sysctl', '-qw', ...settings]);
}

/** Replaces the ruleset of a namespace by the text given, in one transaction. */
export async function loadRuleset(netns: string, ruleset: string): Promise<void> {
  await mustRun(['ip', 'netns', 'exec', netns, 'nft', '-f', '-'], { input: ruleset });
}
