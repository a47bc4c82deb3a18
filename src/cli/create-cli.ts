import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { actionTable } from '../ocf/actions.ts';
import { examplesOf } from './examples.ts';
import { addParameterOptions } from './parameter-options.ts';

/** The commands with their options and helps, as the program, the completion and the manual show them; none does anything. */
export function createCli(version: string): Command {
  const cli = new Command('eni-agent')
    .description('Keeps one EC2 Elastic Network Interface attached to exactly one healthy cluster node.')
    .version(version)
    .exitOverride();
  // A mistyped "status" is not to be answered with "did you mean start?".
  cli.showSuggestionAfterError(false);
  addCommandsForPeople(cli);
  addActions(cli);
  cli.addHelpText('after', examplesOf('eni-agent'));
  for (const command of cli.commands) command.addHelpText('after', examplesOf(command.name()));
  return cli;
}

function addCommandsForPeople(cli: Command): void {
  const add = (name: string, what: string) => cli.command(name).description(what);
  addParameterOptions(add('status', 'show the ENI as EC2, this node and the cluster see it')).option(
    '--json',
    'as a JSON document',
  );
  addParameterOptions(add('doctor', 'check every precondition and name the fix')).option(
    '--json',
    'as a JSON document',
  );
  add('iam-policy', "print the IAM policy for the nodes' role")
    .option('--eni-id <id>', 'the ENI that may be moved; any by default')
    .option('--instance <id...>', 'the instances that it may be moved between; any by default')
    .option('--region <name>', 'AWS region; any by default')
    .option('--account <number>', 'AWS account; any by default')
    .option('--fence', 'include what a fence device of the nodes needs');
  addParameterOptions(add('crm-config', 'print the command that creates the resource'))
    .addOption(new Option('--shell <name>', 'whose language').choices(['crmsh', 'pcs']).default('crmsh'))
    .addOption(
      new Option('--resource <id>', 'name of the resource')
        .default('nat-eni')
        .argParser(only(/^[a-z_][\w.-]*$/i, 'It must be a name as Pacemaker takes it.')),
    );
  add('install', 'make this version the one that Pacemaker uses on this host');
  add('uninstall', 'take the agent away from Pacemaker, unless it is in use here');
  add('completion', 'print a completion script for a shell').addArgument(
    new Argument('<shell>', 'the shell').choices(['bash']),
  );
}

function addActions(cli: Command): void {
  for (const name of new Set(actionTable.map((action) => action.name))) {
    const spec = actionTable.find((action) => action.name === name);
    const command = cli.command(name).description(`action: ${spec?.shortdesc ?? ''}`);
    addParameterOptions(command.allowExcessArguments())
      .addOption(
        new Option(
          '--check-level <level>',
          'OCF_CHECK_LEVEL: 0 looks at the kernel alone, 10 asks EC2 as well',
        ).argParser(wholeNumber),
      )
      .addOption(
        new Option('--timeout <ms>', 'how long the action may take, in milliseconds').argParser(wholeNumber),
      )
      .option('-v, --verbose', 'say what is seen and done');
  }
}

/** Pacemaker never gives anything else; what a person mistypes must not be replaced by a default. */
const wholeNumber = only(/^\d{1,12}$/, 'It must be a whole number.');

/** Takes values of this form alone. */
function only(form: RegExp, what: string): (text: string) => string {
  return (text) => {
    if (form.test(text)) return text;
    throw new InvalidArgumentError(what);
  };
}
