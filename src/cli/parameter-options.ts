import type { Command } from 'commander';
import { parameterTable } from '../ocf/parameters.ts';

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Gives a command an option for each parameter of the resource. */
export function addParameterOptions(command: Command): Command {
  for (const { name, shortdesc, default: preset } of Object.values(parameterTable)) {
    command.option(optionOf(name), preset === '' ? shortdesc : `${shortdesc} (${preset})`);
  }
  return command;
}

function optionOf(parameter: string): string {
  return `--${parameter.replaceAll('_', '-')} <value>`;
}

/** The same variables that Pacemaker would set. */
export function parametersToEnvironment(options: Options): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { name } of Object.values(parameterTable)) {
    const value = options[name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') env[`OCF_RESKEY_${name}`] = value;
  }
  return env;
}

/** The value of an option that takes a text. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that takes several. */
export function listOf(options: Options, name: string): readonly string[] {
  const value = options[name];
  return typeof value === 'object' ? value : [];
}
