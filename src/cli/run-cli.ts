import { Argument, Command, CommanderError, Option } from 'commander';
import { asAgentError } from '../domain/errors.ts';
import { actionTable } from '../ocf/actions.ts';
import { dispatch } from '../ocf/dispatch.ts';
import { exitCodes, exitName, exitWords } from '../ocf/exit-codes.ts';
import type { CliProgram } from './cli-program.ts';
import { renderBashCompletion } from './completion.ts';
import { renderCrmConfig, type Shell } from './crm-config.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { examplesOf } from './examples.ts';
import { renderIamPolicy } from './iam-policy.ts';
import { addParameterOptions, parametersToEnvironment, type Options } from './parameter-options.ts';
import { runStatus } from './status/run-status.ts';

/** A command that there is not, or none at all, is answered like an action that the agent does not have. */
const usageErrors: Readonly<Record<string, number>> = {
  'commander.help': exitCodes.OCF_ERR_UNIMPLEMENTED,
  'commander.unknownCommand': exitCodes.OCF_ERR_UNIMPLEMENTED,
};

/** The command line for people: commands of its own, and the OCF actions with options. Never throws. */
export async function runCli(argv: readonly string[], program: CliProgram): Promise<number> {
  let code: number = exitCodes.OCF_SUCCESS;
  const cli = createCli(program, (answer) => {
    code = answer;
  });
  try {
    await cli.parseAsync(argv);
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0
        ? exitCodes.OCF_SUCCESS
        : (usageErrors[thrown.code] ?? exitCodes.OCF_ERR_CONFIGURED);
    }
    const error = asAgentError(thrown);
    program.err(`eni-agent: ${error.message}\n`);
    return error.kind === 'parameter' ? exitCodes.OCF_ERR_CONFIGURED : exitCodes.OCF_ERR_GENERIC;
  }
}

/** The commands, as help, completion and manual show them; `answer` is given the exit code of the one that runs. */
export function createCli(program: CliProgram, answer: (code: number) => void): Command {
  const cli = new Command('eni-agent')
    .description('Keeps one EC2 Elastic Network Interface attached to exactly one healthy cluster node.')
    .version(program.version)
    .exitOverride()
    .configureOutput({ writeOut: program.out, writeErr: program.err });
  addCommandsForPeople(cli, program, answer);
  for (const name of new Set(actionTable.map((action) => action.name))) {
    const spec = actionTable.find((action) => action.name === name);
    addParameterOptions(
      cli
        .command(name)
        .description(`action: ${spec?.shortdesc ?? ''}`)
        .allowExcessArguments(),
    )
      .option('--check-level <level>', 'OCF_CHECK_LEVEL: 0 looks at the kernel alone, 10 asks EC2 as well')
      .option('--timeout <ms>', 'how long the action may take, in milliseconds')
      .option('-v, --verbose', 'say what is seen and done')
      .action(async (options: Options) => answer(await act(name, options, program)));
  }
  cli.addHelpText('after', examplesOf('eni-agent'));
  for (const command of cli.commands) command.addHelpText('after', examplesOf(command.name()));
  return cli;
}

function addCommandsForPeople(cli: Command, program: CliProgram, answer: (code: number) => void): void {
  const configured = (options: Options): CliProgram =>
    withEnvironment(program, parametersToEnvironment(options));
  addParameterOptions(
    cli.command('status').description('show the ENI as EC2, this node and the cluster see it'),
  )
    .option('--json', 'as a JSON document')
    .action(async (options: Options) =>
      answer(await runStatus(configured(options), options['json'] === true)),
    );
  addParameterOptions(cli.command('doctor').description('check every precondition and name the fix'))
    .option('--json', 'as a JSON document')
    .action(async (options: Options) =>
      answer(await runDoctor(configured(options), options['json'] === true)),
    );
  cli
    .command('iam-policy')
    .description("print the IAM policy for the nodes' role")
    .option('--eni-id <id>', 'the ENI that may be moved; any by default')
    .option('--instance <id...>', 'the instances that it may be moved between; any by default')
    .option('--region <name>', 'AWS region; any by default')
    .option('--account <number>', 'AWS account; any by default')
    .option('--fence', 'include what a fence device of the nodes needs')
    .action((options: PolicyOptions) => {
      const { eniId, instance = [], region, account, fence = false } = options;
      program.out(renderIamPolicy({ eniId, instanceIds: instance, region, account, fence }));
    });
  addParameterOptions(cli.command('crm-config').description('print the command that creates the resource'))
    .addOption(new Option('--shell <name>', 'whose language').choices(['crmsh', 'pcs']).default('crmsh'))
    .option('--resource <id>', 'name of the resource', 'nat-eni')
    .action((options: Options & { readonly shell: Shell; readonly resource: string }) => {
      program.out(renderCrmConfig(options.shell, options.resource, configured(options).env));
    });
  cli
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash']))
    .action(() => program.out(renderBashCompletion(cli)));
}

interface PolicyOptions {
  readonly eniId?: string;
  readonly instance?: readonly string[];
  readonly region?: string;
  readonly account?: string;
  readonly fence?: boolean;
}

async function act(name: string, options: Options, program: CliProgram): Promise<number> {
  const env = parametersToEnvironment(options);
  if (typeof options['checkLevel'] === 'string') env['OCF_CHECK_LEVEL'] = options['checkLevel'];
  if (typeof options['timeout'] === 'string') env['OCF_RESKEY_CRM_meta_timeout'] = options['timeout'];
  if (options['verbose'] === true) env['HA_debug'] = '1';
  const code = await dispatch(name, withEnvironment(program, env));
  if (program.onTerminal) program.err(`${code}: ${exitWords[exitName(code)]}\n`);
  return code;
}

/** Getters stay getters: some are dear. */
function withEnvironment(program: CliProgram, extra: Readonly<Record<string, string>>): CliProgram {
  return Object.create(program, {
    env: { value: { ...program.env, ...extra }, enumerable: true },
  }) as CliProgram;
}
