import type { CliProgram } from '../../../src/cli/cli-program.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';

const nothingBehind = (): never => {
  throw new Error('this command must not look at anything');
};

/** Runs a command that looks at nothing but its words, as on a terminal. */
export async function runCommand(
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const program: CliProgram = {
    version: '1.2.3',
    nodeVersion: 'v24.0.0',
    clock: systemClock,
    onTerminal: true,
    colours: false,
    env: {},
    out: (text) => (texts.stdout += text),
    err: (text) => (texts.stderr += text),
    metaData: nothingBehind,
    openLog: nothingBehind,
    openTools: nothingBehind,
    openSurvey: nothingBehind,
    openCluster: nothingBehind,
    openMachine: nothingBehind,
    openInstaller: nothingBehind,
  };
  const code = await runCli(['node', 'eni-agent', ...words], program);
  return { code, ...texts };
}
