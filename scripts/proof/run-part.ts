import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { readFigures, type Figure, type Part } from './part.ts';

export interface PartResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** The lowest priority. */
const yielding = ['nice', '-n', '19'];

/**
 * Runs a part, shows its output line by line behind its name, since another part may run beside it, and keeps it in a file
 * of the folder. Passed: exit 0, and all figures are there.
 */
export async function runPart(part: Part, folder: string): Promise<PartResult> {
  mkdirSync(folder, { recursive: true });
  const beganMs = performance.now();
  const { exitCode, output } = await show(part, join(folder, `${part.name}.log`));
  const figures = readFigures(output, part.figures);
  const missing = figures.filter(({ value }) => value === undefined);
  for (const { name } of missing) console.log(`proof: ${part.name} does not say the number of ${name}`);
  return {
    name: part.name,
    passed: exitCode === 0 && missing.length === 0,
    seconds: Math.round((performance.now() - beganMs) / 1000),
    figures,
  };
}

function show(part: Part, logFile: string): Promise<{ exitCode: number; output: string }> {
  const [command = '', ...args] = part.yields === true ? [...yielding, ...part.argv] : part.argv;
  return new Promise((resolve, reject) => {
    const log = createWriteStream(logFile);
    const lines: string[] = [];
    const child = spawn(command, args, {
      env: { ...process.env, ...part.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: part.timeoutMs,
    });
    const pass = (stream: Readable, terminal: NodeJS.WritableStream): void => {
      createInterface({ input: stream }).on('line', (line) => {
        terminal.write(`${part.name}: ${line}\n`);
        log.write(`${line}\n`);
        lines.push(line);
      });
    };
    pass(child.stdout, process.stdout);
    pass(child.stderr, process.stderr);
    child.on('error', reject);
    child.on('close', (code) => log.end(() => resolve({ exitCode: code ?? 1, output: lines.join('\n') })));
  });
}
