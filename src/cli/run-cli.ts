import { CommanderError } from 'commander';
import { asAgentError } from '../domain/errors.ts';
import { dispatch } from '../ocf/dispatch.ts';
import { exitCodes, exitName, exitWords, type ExitCode } from '../ocf/exit-codes.ts';
import type { CliProgram } from './cli-program.ts';
import { renderBashCompletion } from './completion.ts';
import { createCli } from './create-cli.ts';
import { renderCrmConfig } from './crm-config.ts';
import { runInstall, runUninstall } from './install.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { renderIamPolicy } from './iam-policy.ts';
import { listOf, parametersToEnvironment, textOf, type Options } from './parameter-options.ts';
import { runStatus } from './status/run-status.ts';

/** A command that there is not, or none at all, is answered like an action that the agent does not have. */
const usageErrors: Readonly<Record<string, number>> = {
  'commander.help': exitCodes.OCF_ERR_UNIMPLEMENTED,
  'commander.unknownCommand': exitCodes.OCF_ERR_UNIMPLEMENTED,
};

/** The command line for people: commands of its own, and the OCF actions with options. Never throws. */
export async function runCli(argv: readonly string[], program: CliProgram): Promise<number> {
  const cli = createCli(program.version);
  let code: number = exitCodes.OCF_SUCCESS;
  for (const command of [cli, ...cli.commands]) {
    command.configureOutput({
      writeOut: program.out,
      writeErr: program.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'eni-agent: ')),
    });
  }
  for (const command of cli.commands) {
    command.action(async () => {
      code = await run(command.name(), command.opts<Options>(), program);
    });
  }
  try {
    await cli.parseAsync(argv);
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? 0 : (usageErrors[thrown.code] ?? exitCodes.OCF_ERR_CONFIGURED);
    }
    const error = asAgentError(thrown);
    program.err(`eni-agent: ${error.message}\n`);
    return error.kind === 'parameter' ? exitCodes.OCF_ERR_CONFIGURED : exitCodes.OCF_ERR_GENERIC;
  }
}

/** Carries a command out and answers its exit code. Throws AgentError. */
function run(name: string, options: Options, program: CliProgram): Promise<number> | number {
  const configured = withEnvironment(program, parametersToEnvironment(options));
  switch (name) {
    case 'status':
      return runStatus(configured, options['json'] === true);
    case 'doctor':
      return runDoctor(configured, options['json'] === true);
    case 'iam-policy':
      return print(program, iamPolicy(options));
    case 'crm-config': {
      const shell = options['shell'] === 'pcs' ? 'pcs' : 'crmsh';
      return print(program, renderCrmConfig(shell, textOf(options, 'resource') ?? '', configured.env));
    }
    case 'install':
      return runInstall(program);
    case 'uninstall':
      return runUninstall(program);
    case 'completion':
      return print(program, renderBashCompletion(createCli(program.version)));
    default:
      return act(name, options, configured);
  }
}

function print(program: CliProgram, text: string): number {
  program.out(text);
  return exitCodes.OCF_SUCCESS;
}

function iamPolicy(options: Options): string {
  return renderIamPolicy({
    eniId: textOf(options, 'eniId'),
    instanceIds: listOf(options, 'instance'),
    region: textOf(options, 'region'),
    account: textOf(options, 'account'),
    fence: options['fence'] === true,
  });
}

async function act(name: string, options: Options, program: CliProgram): Promise<number> {
  const env: Record<string, string> = {};
  const [level, timeout] = [textOf(options, 'checkLevel'), textOf(options, 'timeout')];
  if (level !== undefined) env['OCF_CHECK_LEVEL'] = level;
  if (timeout !== undefined) env['OCF_RESKEY_CRM_meta_timeout'] = timeout;
  if (options['verbose'] === true) env['HA_debug'] = '1';
  const code = await dispatch(name, withEnvironment(program, env));
  if (program.onTerminal) program.err(`${code}: ${explain(name, code)}\n`);
  return code;
}

/** Success is the one code that tells more after a monitor than after other actions. */
function explain(name: string, code: ExitCode): string {
  if (code !== exitCodes.OCF_SUCCESS) return exitWords[exitName(code)];
  return name === 'monitor' ? 'the ENI is attached and usable here' : 'success';
}

/** Getters stay getters: some are dear. */
function withEnvironment(program: CliProgram, extra: Readonly<Record<string, string>>): CliProgram {
  return Object.create(program, {
    env: { value: { ...program.env, ...extra }, enumerable: true },
  }) as CliProgram;
}
