import { spawn } from 'node:child_process';
import { readCommandLine } from './command-line.ts';
import { elevation } from './test/run-tier.ts';
import { showTopology, topologies } from './demo-agent/show-topology.ts';

const usage = 'npm run demo:agent: the demonstration without a cluster; it has no options';

/**
 * The agent without a cluster: an ENI that is started, moved and taken from a node that crashed, in both topologies, with
 * the times that EC2 takes. `sh scripts/with-setup.sh demo-agent` sees to all it needs; without root it runs in a user
 * namespace where the kernel allows that. The last line says whether all went as promised, and so does the exit code.
 */
const signals = ['SIGINT', 'SIGTERM'] as const;
const needs = { name: 'demo', about: '', tools: [], needsBuild: true, privilege: 'namespaces' } as const;

async function play(): Promise<string | undefined> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  for (const signal of signals) process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  interrupted.catch(() => undefined);
  try {
    for (const topology of topologies) await showTopology(topology, interrupted);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same once more, as root of namespaces of its own; answers its exit code. */
function playInside([command = '', ...words]: readonly string[]): Promise<number> {
  const script = process.argv[1] ?? '';
  const child = spawn(command, [...words, process.execPath, script], { stdio: 'inherit' });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

readCommandLine(usage, {});
const prefix = elevation(needs);
if (prefix === undefined) {
  console.log('demo: fail (it needs root, and the kernel allows no substitute)');
  process.exitCode = 1;
} else if (prefix.length > 0) {
  process.exitCode = await playInside(prefix);
} else {
  const why = await play();
  console.log(why === undefined ? '\ndemo: pass' : `\ndemo: fail (${why})`);
  process.exitCode = why === undefined ? 0 : 1;
}
