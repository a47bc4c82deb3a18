import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { readCommandLine } from './command-line.ts';

const usage = 'npm run shellcheck: shellcheck over every shell script; it has no options';

/** Runs shellcheck over every shell script that git knows of (or would add), found by its first line. */
readCommandLine(usage, {});
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && isShell(file));
execFileSync('shellcheck', ['--external-sources', ...files], { stdio: 'inherit' });
console.log(`shellcheck: ${files.length} scripts are clean`);

function isShell(file: string): boolean {
  const head = Buffer.alloc(64);
  try {
    const fd = openSync(file, 'r');
    readSync(fd, head);
    closeSync(fd);
  } catch {
    return false; // deleted, but not yet from the index
  }
  return /^#!\S*[ /](?:env )?(?:ba|da)?sh\b/.test(head.toString('latin1'));
}
