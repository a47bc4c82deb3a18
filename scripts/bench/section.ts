import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Says what is being measured; each text replaces the one before. */
export type Progress = (text: string) => void;

/**
 * Where a section runs. `instance`: a network namespace of its own, which it turns into an instance; `lab`: where it may make
 * network namespaces; `here`: nowhere special.
 */
export type Surroundings = 'instance' | 'lab' | 'here';

/** Settings of the host's that change what programs do: each section starts without any. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TMPDIR: process.env['TMPDIR'] ?? '/tmp' };

/**
 * Runs a section of the benchmark as a process of its own and returns its result. Without root a user namespace takes its
 * place. With `realTime` it goes before everything else that runs on the machine, which needs root. Throws when it fails;
 * what it says on standard error is shown.
 */
export async function runSection<Result>(
  name: string,
  options: object,
  surroundings: Surroundings,
  { realTime = false }: { readonly realTime?: boolean } = {},
): Promise<Result> {
  const script = join(import.meta.dirname, 'run-section.ts');
  const priority = realTime ? ['chrt', '--rr', '10'] : [];
  const words = [
    ...priority,
    ...elevation(surroundings),
    process.execPath,
    script,
    name,
    JSON.stringify(options),
  ];
  const [command = '', ...args] = words;
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  if (code !== 0) throw new Error(`${name} could not be measured`);
  return JSON.parse(output) as Result;
}

function elevation(surroundings: Surroundings): readonly string[] {
  const root = process.geteuid?.() === 0;
  switch (surroundings) {
    case 'instance':
      // /sys shows the links of the namespace that mounted it.
      return ['unshare', root ? '-nm' : '-Urnm', 'sh', '-c', 'mount -t sysfs sysfs /sys && exec "$@"', 'sh'];
    case 'lab':
      return root ? [] : ['unshare', '-Urnm', 'sh', '-c', 'mount -t tmpfs tmpfs /run && exec "$@"', 'sh'];
    case 'here':
      return [];
  }
}
