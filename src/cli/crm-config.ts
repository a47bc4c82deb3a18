import { actionTable, type ActionSpec } from '../ocf/actions.ts';
import { parameterTable } from '../ocf/parameters.ts';
import { parseParameters, type Env } from '../ocf/parse-parameters.ts';

export type Shell = 'crmsh' | 'pcs';

/** Where nothing else is recommended: a failed start is tried again, and failures are forgotten after ten minutes. */
const meta = 'meta priority=10 migration-threshold=3 failure-timeout=600s';

/**
 * The resource as a command for crmsh or pcs, with both monitors and the recommended time limits, from the parameters in
 * the environment. Throws AgentError of kind `parameter` when one is wrong.
 */
export function renderCrmConfig(shell: Shell, resource: string, env: Env): string {
  parseParameters(env);
  const parameters = Object.values(parameterTable)
    .map(({ name }) => [name, env[`OCF_RESKEY_${name}`] ?? ''] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${quote(value)}`);
  const create =
    shell === 'crmsh'
      ? [`crm configure primitive ${resource} ocf:forward3d:eni`, `params ${parameters.join(' ')}`]
      : [`pcs resource create ${resource} ocf:forward3d:eni`, parameters.join(' ')];
  const operations = actionTable.filter(isConfigured).map(renderOperation);
  return `${[...create, ...operations, meta].join(' \\\n    ')}\n`;
}

function isConfigured({ name }: ActionSpec): boolean {
  return ['start', 'stop', 'monitor'].includes(name);
}

function renderOperation({ name, timeout, interval, depth }: ActionSpec): string {
  const level = depth === undefined || depth === '0' ? '' : ` OCF_CHECK_LEVEL=${depth}`;
  return `op ${name} interval=${interval ?? '0'} timeout=${timeout}${level}`;
}

/** For the shell that the command is pasted into. */
function quote(value: string): string {
  return /^[\w.,:@/+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
