import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credential } from '../emulator/identity/credential-store.ts';

/** What an IMDSv2 token of the emulator looks like. */
const imdsToken = /AQAEA[A-Za-z0-9+/]{40,}==/;

/**
 * Everything that the programs of a lab printed, kept so that credentials can be looked for in it. Where the environment
 * names a folder for reports, it goes into a file there as well.
 */
export class Transcript {
  readonly #texts: string[] = [];
  readonly #reports = process.env['ENI_AGENT_TEST_REPORTS'];

  add(text: string): void {
    if (text === '') return;
    this.#texts.push(text);
    this.#append('agent.log', text);
  }

  /** One phrase, without the secret itself, for each credential that was printed. */
  leaks(credentials: readonly Credential[], otherSecrets: readonly string[] = []): readonly string[] {
    const secrets = [...otherSecrets, ...credentials.flatMap(secretsOf)];
    this.#append('emulator.secrets', `${secrets.join('\n')}\n`);
    const text = this.#texts.join('\n');
    const found = credentials
      .filter((credential) => secretsOf(credential).some((secret) => text.includes(secret)))
      .map(({ principal }) => `credentials of ${principal.kind} ${principal.name} were printed`);
    if (otherSecrets.some((secret) => text.includes(secret))) found.push('a secret was printed');
    if (imdsToken.test(text)) found.push('a token of the metadata service was printed');
    return found;
  }

  #append(file: string, text: string): void {
    if (this.#reports !== undefined) appendFileSync(join(this.#reports, file), text);
  }
}

function secretsOf({ accessKeyId, secretAccessKey, sessionToken }: Credential): string[] {
  return [accessKeyId, secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])];
}
