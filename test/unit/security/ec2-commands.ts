import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../cli/run-command.ts';

const sources = join(import.meta.dirname, '../../../src');

/** Every source of the program, by its path below src. */
export function readSources(): ReadonlyMap<string, string> {
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(names.map((name) => [name, readFileSync(join(sources, name), 'utf8')]));
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/** The policy that `eni-agent iam-policy` prints with these options, by the names of its statements. */
export async function policyOf(...options: readonly string[]): Promise<ReadonlyMap<string, Statement>> {
  const { stdout } = await runCommand('iam-policy', ...options);
  const { Statement: statements } = JSON.parse(stdout) as { Statement: readonly Statement[] };
  return new Map(statements.map((statement) => [statement.Sid, statement]));
}

/** All actions that the policy allows, without the name of the service, sorted. */
export function actionsOf(policy: ReadonlyMap<string, Statement>): readonly string[] {
  return [...policy.values()]
    .flatMap(({ Action }) => Action.map((action) => action.replace(/^ec2:/, '')))
    .toSorted();
}
