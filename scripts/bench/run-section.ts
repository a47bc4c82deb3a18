import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAtRest } from './at-rest.ts';
import { measureFailover } from './failover.ts';
import { measureScale } from './scale/measure-scale.ts';
import type { Progress } from './section.ts';
import { measureStartUp, type StartUpOptions } from './start-up.ts';

/** What each section takes and gives: `node run-section.ts NAME OPTIONS` prints its result, all of it as JSON. */
const sections: Readonly<
  Record<string, (folder: string, options: never, progress: Progress) => Promise<unknown>>
> = {
  'start-up': (folder, options: StartUpOptions, progress) => measureStartUp(folder, options, progress),
  'at-rest': (folder, _options, progress) => measureAtRest(folder, progress),
  failover: (_folder, { rounds }: { rounds: number }, progress) => measureFailover(rounds, progress),
  scale: (_folder, _options, progress) => measureScale(progress),
};

const [, , name = '', options = '{}'] = process.argv;
const section = sections[name];
if (section === undefined) throw new Error(`no such section: ${name}`);
const folder = await mkdtemp(join(tmpdir(), 'eni-agent-bench-'));
const clearLine = process.stderr.isTTY ? '\r\x1b[K' : '';
let lastMs = -Infinity;
/** On a terminal each text at once; elsewhere a line every few seconds. */
const progress: Progress = (text) => {
  if (clearLine !== '') process.stderr.write(clearLine + text);
  else if (performance.now() - lastMs > 10_000) {
    lastMs = performance.now();
    process.stderr.write(`${text}\n`);
  }
};
try {
  const result = await section(folder, JSON.parse(options) as never, progress);
  process.stderr.write(clearLine);
  process.stdout.write(JSON.stringify(result));
} finally {
  await rm(folder, { recursive: true, force: true });
}
