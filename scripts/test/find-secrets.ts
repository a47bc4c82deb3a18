import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a session token of the emulator looks like, whoever it was issued to. */
const sessionToken = /IQoJ[A-Za-z0-9+/]{40,}/;

/**
 * Searches everything that tests and the programs they started have printed (the .log files of `reports`) for credentials:
 * those that emulators noted in .secrets files there, one a line, and anything that looks like a session token.
 * Answers one phrase for each file with a find, without the credential.
 */
export async function findSecrets(reports: string): Promise<readonly string[]> {
  const names = await readdir(reports);
  const read = (name: string) => readFile(join(reports, name), 'utf8');
  const noted = await Promise.all(names.filter((name) => name.endsWith('.secrets')).map(read));
  const secrets = new Set(
    noted
      .join('\n')
      .split('\n')
      .filter((line) => line.length >= 8),
  );
  const finds: string[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith('.log'))) {
    const text = await read(name);
    if (sessionToken.test(text)) finds.push(`${name} contains a session token`);
    const leaked = [...secrets].filter((secret) => text.includes(secret)).length;
    if (leaked > 0) finds.push(`${name} contains ${leaked} of ${secrets.size} credentials of the emulator`);
  }
  return finds;
}
