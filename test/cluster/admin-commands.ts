import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { crm } from './cluster-tools.ts';
import type { ClusterLab } from './lab.ts';
import type { NodeName } from './lab-options.ts';
import type { CommandResult } from './run-command.ts';

const program = fileURLToPath(new URL('../../bin/eni-agent', import.meta.url));

/** The tools of the cluster that an admin has: both, pcs alone, or no Pacemaker at all. */
export type AdminShell = 'crmsh' | 'pcs' | 'none';

const hidden: Readonly<Record<AdminShell, readonly string[]>> = {
  crmsh: [],
  pcs: ['crm'],
  none: ['crm', 'pcs', 'crm_mon', 'crm_node', 'cibadmin'],
};

/** A device of this kind in a lower layer makes an overlay hide the file of that name. */
function without(tools: readonly string[]): readonly string[] {
  if (tools.length === 0) return [];
  const script = `folder=$(mktemp -d)
for tool in ${tools.join(' ')}; do mknod "$folder/$tool" c 0 0; done
mount -t overlay -o "lowerdir=$folder:/usr/sbin" hide /usr/sbin
exec "$@"`;
  return ['unshare', '-m', 'sh', '-euc', script, 'sh'];
}

/** Runs eni-agent on a node, as root in a login shell where these tools of the cluster are found. */
export function eniAgent(
  lab: ClusterLab,
  on: NodeName,
  words: readonly string[],
  shell: AdminShell = 'crmsh',
): Promise<CommandResult> {
  return lab.node(on).tryExec([...without(hidden[shell]), program, ...words], { timeoutMs: 40_000 });
}

/** Runs a script on a node. `aws` asks the laboratory's EC2. Throws at the first command that fails. */
export async function shellLine(lab: ClusterLab, on: NodeName, script: string): Promise<void> {
  const tools = `aws() { command aws --endpoint-url ${lab.parts.endpointUrl} --region eu-west-1 "$@"; }
mkdir -p /root/bin
ln -sfn ${program} /root/bin/eni-agent
PATH=/root/bin:$PATH`;
  await lab.node(on).exec(['sh', '-euc', `${tools}\n${script}`], { timeoutMs: 60_000 });
}

export interface DoctorCheck {
  readonly id: string;
  readonly state: 'pass' | 'fail' | 'unknown' | 'skip';
  readonly detail: string;
  readonly fix: string | null;
}

export interface Diagnosis {
  readonly code: number;
  readonly failed: readonly DoctorCheck[];
  readonly unknown: readonly string[];
}

/** `eni-agent doctor` on a node; the exit code must say what the document says. */
export async function diagnose(
  lab: ClusterLab,
  on: NodeName,
  shell: AdminShell = 'crmsh',
): Promise<Diagnosis> {
  const { exitCode, stdout, stderr } = await eniAgent(lab, on, ['doctor', '--json'], shell);
  expect(stderr).toBe('');
  const { enis } = JSON.parse(stdout) as {
    enis: readonly { healthy: boolean; checks: readonly DoctorCheck[] }[];
  };
  expect(exitCode).toBe(enis.every(({ healthy }) => healthy) ? 0 : 1);
  const checks = enis.flatMap((one) => one.checks);
  return {
    code: exitCode,
    failed: checks.filter(({ state }) => state === 'fail'),
    unknown: checks.filter(({ state }) => state === 'unknown').map(({ id }) => id),
  };
}

/**
 * Does what a fix says: its commands one after the other. crmsh's editor is for people: what they would add there is
 * put into the text that it shows.
 */
export async function follow(lab: ClusterLab, on: NodeName, fix: string): Promise<void> {
  const [, id, addition] = /^crm configure edit (\S+), and add before meta: (.*)$/.exec(fix) ?? [];
  if (id === undefined || addition === undefined) return shellLine(lab, on, fix);
  const text = await crm(lab.node(on), ['configure', 'show', id]);
  const file = '/tmp/edited.crm';
  const input = text.replace(/^\s*meta /m, `  ${addition} \\\n$&`);
  await lab.node(on).exec(['tee', file], { input });
  await crm(lab.node(on), ['configure', 'load', 'update', file]);
}
