import { AgentError } from '../domain/errors.ts';
import type { CliProgram } from './cli-program.ts';
import { tryReading } from './reading.ts';
import { whyNotRemovable } from './why-not-removable.ts';

/** What the two commands need of the program. */
export type InstallProgram = Pick<
  CliProgram,
  'version' | 'clock' | 'out' | 'err' | 'openInstaller' | 'openCluster'
>;

/** The longest that a tool of Pacemaker may take. */
const clusterMs = 12_000;

/**
 * `eni-agent install`: makes the program that runs the one that Pacemaker uses, at once and as a whole. Packages call it
 * when they are configured. Throws AgentError.
 */
export async function runInstall(program: InstallProgram): Promise<0> {
  const installer = program.openInstaller();
  if (!installer.isPackage && installer.hasPackage()) throw belongsToPackage();
  const { folder, withoutCache, stillUsedBy } = await installer.install(program.version);
  program.out(`eni-agent ${program.version} is in use, from ${folder}\n`);
  if (withoutCache !== undefined) {
    program.err(`eni-agent: starts somewhat slower, for want of a code cache: ${withoutCache}\n`);
  }
  if (stillUsedBy.length > 0) {
    program.err(
      `eni-agent: processes still run an earlier version (${stillUsedBy.join(', ')}); it goes with the next installation\n`,
    );
  }
  return 0;
}

/**
 * `eni-agent uninstall`: takes the agent away from Pacemaker, unless a managed resource uses it on this node. Packages call
 * it before they are removed. Throws AgentError: `refused` with the reason.
 */
export async function runUninstall(program: InstallProgram): Promise<0> {
  const installer = program.openInstaller();
  if (!installer.isPackage && installer.hasPackage()) throw belongsToPackage();
  const reader = program.openCluster();
  const [cluster, localNode] = await Promise.all([
    tryReading(program.clock, clusterMs, 'crm_mon', () => reader.status()),
    tryReading(program.clock, clusterMs, 'crm_node', () => reader.localNode()),
  ]);
  const why = whyNotRemovable({ pacemakerRuns: installer.pacemakerRuns(), cluster, localNode });
  if (why !== undefined) throw new AgentError('refused', `stays installed, because ${why}`);
  await installer.uninstall();
  return 0;
}

function belongsToPackage(): AgentError {
  return new AgentError(
    'refused',
    'a package of the operating system brought the agent that Pacemaker uses here: upgrade or remove that with its package manager',
  );
}
