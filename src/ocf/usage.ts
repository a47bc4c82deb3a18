import { actionTable } from './actions.ts';
import { agentShortdesc } from './meta-data.ts';
import { parameterTable } from './parameters.ts';

/** The answer to usage and help; ends with a line end. */
export function renderUsage(): string {
  const actions = new Map(actionTable.toReversed().map(({ name, shortdesc }) => [name, shortdesc]));
  const parameters = Object.values(parameterTable).map(({ name, shortdesc, default: preset }) => [
    `OCF_RESKEY_${name}`,
    preset === '' ? shortdesc : `${shortdesc} (${preset})`,
  ]);
  return `${agentShortdesc}.

usage: eni ACTION, with parameters in the environment (OCF Resource Agent API 1.1)

actions
${columns([...actions].toReversed())}

parameters
${columns(parameters)}
`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0));
  return rows.map(([left, right]) => `  ${left?.padEnd(width) ?? ''}  ${right ?? ''}`).join('\n');
}
