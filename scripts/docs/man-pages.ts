import type { Command } from 'commander';
import { exampleTable } from '../../src/cli/examples.ts';
import { actionTable } from '../../src/ocf/actions.ts';
import { exitCodes, exitWords, type ExitName } from '../../src/ocf/exit-codes.ts';
import { agentLongdesc, agentShortdesc } from '../../src/ocf/meta-data.ts';
import { parameterTable, type ParameterSpec } from '../../src/ocf/parameters.ts';
import { bold, example, heading, item, paragraph, title } from './roff.ts';

/** eni-agent(8): the commands, from the command line itself. Options that are parameters stand once. */
export function renderCommandPage(cli: Command, version: string): string {
  const parameters = new Set(
    Object.values(parameterTable).map(({ name }) => `--${name.replaceAll('_', '-')}`),
  );
  const commands = cli.commands.map((command) => {
    const others = command.options.filter(({ long }) => !parameters.has(long ?? ''));
    const takesParameters = command.options.length - others.length === parameters.size;
    const own = takesParameters ? others : command.options;
    const words = [
      `${cli.name()} ${command.name()}`,
      takesParameters ? '[PARAMETER…]' : '',
      ...usageOf(command),
    ];
    return [
      item(bold(words.filter(Boolean).join(' ')), `${capital(command.description())}.`),
      ...own.map(({ flags, description }) => `.RS\n${item(bold(flags), `${description}.`)}.RE\n`),
    ].join('');
  });
  return [
    title('ENI-AGENT', 8, version),
    heading('NAME', `eni-agent \\- ${agentShortdesc}`),
    heading('SYNOPSIS', `${bold('eni-agent')} COMMAND [OPTION]...`),
    heading('DESCRIPTION', paragraph(cli.description())),
    paragraph(
      'Commands that need an ENI take it from --eni-id or OCF_RESKEY_eni_id; status and doctor also find the ENIs of the cluster that this node is in, with the parameters configured there.',
    ),
    heading('COMMANDS', ''),
    ...commands,
    heading(
      'PARAMETERS',
      paragraph('Explained in ocf_forward3d_eni(7). Every parameter is an option of the same name:'),
    ),
    ...Object.values(parameterTable).map((spec: ParameterSpec) =>
      item(bold(`--${spec.name.replaceAll('_', '-')} VALUE`), shortly(spec)),
    ),
    heading(
      'EXIT STATUS',
      paragraph(
        'status answers 0 when every ENI serves somewhere, doctor when all that is needed passes; both 1 otherwise. Actions answer:',
      ),
    ),
    ...exitItems(),
    heading('EXAMPLES', ''),
    ...Object.values(exampleTable)
      .flat()
      .map(([what, command]) => `${paragraph(`${capital(what)}:`)}${example(command)}`),
    heading('SEE ALSO', paragraph('ocf_forward3d_eni(7), crm(8), pcs(8), crm_mon(8)')),
  ].join('');
}

/** ocf_forward3d_eni(7): the resource agent, from the tables that its meta-data come from. */
export function renderAgentPage(version: string): string {
  return [
    title('OCF_FORWARD3D_ENI', 7, version),
    heading('NAME', `ocf_forward3d_eni \\- ${agentShortdesc}`),
    heading('SYNOPSIS', `${bold('eni')} [${[...new Set(actionTable.map(({ name }) => name))].join(' | ')}]`),
    heading('DESCRIPTION', agentLongdesc.split('\n\n').map(paragraph).join('')),
    heading('PARAMETERS', ''),
    ...Object.values(parameterTable).map((spec: ParameterSpec) =>
      item(bold(spec.name), `${spec.longdesc} (${traitsOf(spec).join(', ')})`),
    ),
    heading('ACTIONS', paragraph('With the recommended time limits:')),
    ...actionTable.map(({ name, timeout, interval, depth, shortdesc }) => {
      const level = depth === undefined || depth === '0' ? '' : `, OCF_CHECK_LEVEL=${depth}`;
      const every = interval === undefined ? '' : `, interval ${interval}`;
      return item(bold(name), `${capital(shortdesc)}. (timeout ${timeout}${every}${level})`);
    }),
    heading('EXIT STATUS', ''),
    ...exitItems(),
    heading('EXAMPLES', ''),
    ...(exampleTable['crm-config'] ?? []).map(
      ([what, command]) =>
        `${paragraph(`The command that creates the resource, ${what}:`)}${example(command)}`,
    ),
    heading('SEE ALSO', paragraph('eni-agent(8), crm(8), pcs(8)')),
  ].join('');
}

function usageOf(command: Command): readonly string[] {
  return command.registeredArguments.map((argument) => argument.name().toUpperCase());
}

function shortly({ shortdesc, default: preset }: ParameterSpec): string {
  return preset === '' ? `${shortdesc}.` : `${shortdesc}; ${preset} by default.`;
}

function traitsOf({ required, type, default: preset, reloadable }: ParameterSpec): readonly string[] {
  return [
    required === true ? 'required' : preset === '' ? 'optional' : `default ${preset}`,
    type.expected,
    ...(reloadable ? ['a change needs no restart'] : []),
  ];
}

function exitItems(): readonly string[] {
  return Object.entries(exitCodes).map(([name, code]) =>
    item(bold(String(code)), `${capital(exitWords[name as ExitName])}. (${name})`),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
