import { Command, CommanderError } from 'commander';
import { actionTable } from '../ocf/actions.ts';
import { dispatch, type Program } from '../ocf/dispatch.ts';
import { exitCodes, exitName, exitWords } from '../ocf/exit-codes.ts';
import { parameterTable } from '../ocf/parameters.ts';

export interface CliProgram extends Program {
  /** Whether a person reads what goes to standard error. */
  readonly onTerminal: boolean;
  readonly version: string;
}

/** The command line for people: the OCF actions with parameters as options. Answers the exit code; never throws. */
export async function runCli(argv: readonly string[], program: CliProgram): Promise<number> {
  const cli = new Command('eni-agent')
    .description('Keeps one EC2 Elastic Network Interface attached to exactly one healthy cluster node.')
    .version(program.version)
    .exitOverride()
    .configureOutput({ writeOut: program.out, writeErr: program.err });
  let code: number = exitCodes.OCF_SUCCESS;
  for (const name of new Set(actionTable.map((action) => action.name))) {
    addAction(cli, name, async (options) => {
      code = await act(name, options, program);
    });
  }
  try {
    await cli.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.OCF_ERR_CONFIGURED;
    throw error;
  }
}

type Options = Readonly<Record<string, string | boolean | undefined>>;

function addAction(cli: Command, name: string, run: (options: Options) => Promise<void>): void {
  const spec = actionTable.find((action) => action.name === name);
  const command = cli
    .command(name)
    .description(spec?.shortdesc ?? '')
    .allowExcessArguments();
  for (const { name: parameter, shortdesc, default: preset } of Object.values(parameterTable)) {
    command.option(
      `--${parameter.replaceAll('_', '-')} <value>`,
      preset === '' ? shortdesc : `${shortdesc} (${preset})`,
    );
  }
  command
    .option('--check-level <level>', 'OCF_CHECK_LEVEL: 0 looks at the kernel alone, 10 asks EC2 as well')
    .option('--timeout <ms>', 'how long the action may take, in milliseconds')
    .option('-v, --verbose', 'say what is seen and done')
    .action(run);
}

async function act(name: string, options: Options, program: CliProgram): Promise<number> {
  const code = await dispatch(name, { ...program, env: { ...program.env, ...toEnvironment(options) } });
  if (program.onTerminal) program.err(`${code}: ${exitWords[exitName(code)]}\n`);
  return code;
}

/** The same variables that Pacemaker would set. */
function toEnvironment(options: Options): Record<string, string> {
  const env: Record<string, string> = {};
  const put = (name: string, value: string | boolean | undefined) => {
    if (typeof value === 'string') env[name] = value;
  };
  for (const { name } of Object.values(parameterTable)) {
    put(
      `OCF_RESKEY_${name}`,
      options[name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())],
    );
  }
  put('OCF_CHECK_LEVEL', options['checkLevel']);
  put('OCF_RESKEY_CRM_meta_timeout', options['timeout']);
  if (options['verbose'] === true) env['HA_debug'] = '1';
  return env;
}
