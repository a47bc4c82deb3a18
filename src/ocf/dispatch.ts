import type { ActionResult } from '../actions/action-context.ts';
import { asAgentError } from '../domain/errors.ts';
import type { Log } from '../domain/ports.ts';
import { redact } from '../domain/redact.ts';
import { requestOf, type ActionName } from './actions.ts';
import { isProbe, readEnvironment, type OcfEnvironment } from './environment.ts';
import {
  exitCodeForError,
  exitCodeForOutcome,
  exitCodes,
  type ExitAction,
  type ExitCode,
} from './exit-codes.ts';
import { formatExitReason } from './exit-reason.ts';
import type { OcfParameters } from './parameters.ts';
import { parseForStop, parseParameters, type Env } from './parse-parameters.ts';
import { runAction, type ActionTools } from './run-action.ts';
import { renderUsage } from './usage.ts';

/** What the program around gives: texts go out as they are, and nothing but main.ts ends the process. */
export interface Program {
  readonly env: Env;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly metaData: () => string;
  readonly openLog: (environment: OcfEnvironment, parameters: OcfParameters | undefined) => Log;
  readonly openTools: (environment: OcfEnvironment, parameters: OcfParameters, log: Log) => ActionTools;
}

/** One call of the agent: looks the action up, does it, and answers its exit code. Never throws. */
export async function dispatch(argument: string | undefined, program: Program): Promise<ExitCode> {
  const request = requestOf(argument);
  switch (request) {
    case undefined:
      return exitCodes.OCF_ERR_UNIMPLEMENTED;
    case 'meta-data':
      program.out(program.metaData());
      return exitCodes.OCF_SUCCESS;
    case 'usage':
      program.out(renderUsage());
      return exitCodes.OCF_SUCCESS;
    case 'start':
    case 'stop':
    case 'monitor':
    case 'validate-all':
    case 'reload-agent':
      return perform(request, program);
  }
}

async function perform(action: ActionName, program: Program): Promise<ExitCode> {
  const environment = readEnvironment(program.env);
  const exitAction: ExitAction = isProbe(action, environment) ? 'probe' : action;
  let log: Log | undefined;
  let eniId: string | undefined;
  try {
    const { parameters, warnings } = readParameters(action, program.env);
    eniId = parameters.eniId;
    const opened = program.openLog(environment, parameters);
    log = opened;
    [...environment.warnings, ...warnings].forEach((warning) => opened.warn(warning));
    const tools = program.openTools(environment, parameters, log);
    const result = await runAction(action, parameters, environment, tools);
    return conclude(exitAction, result, environment, program, log, eniId);
  } catch (thrown) {
    const error = asAgentError(thrown);
    log?.debug(String(error.stack));
    const code = exitCodeForError(exitAction, error.kind);
    giveReason(naming(eniId, error.message), environment, program);
    return code;
  }
}

function readParameters(action: ActionName, env: Env): ReturnType<typeof parseForStop> {
  return action === 'stop' ? parseForStop(env) : { parameters: parseParameters(env), warnings: [] };
}

function conclude(
  action: ExitAction,
  result: ActionResult,
  environment: OcfEnvironment,
  program: Program,
  log: Log,
  eniId: string,
): ExitCode {
  if (result.outcome === 'done' && result.warning !== undefined) log.warn(result.warning);
  if ('reason' in result) giveReason(naming(eniId, result.reason), environment, program);
  return exitCodeForOutcome(action, result.outcome);
}

/** A cluster may have several ENIs, and a reason travels far from its resource: each one says which ENI it is about. */
function naming(eniId: string | undefined, sentence: string): string {
  return eniId === undefined || sentence.includes(eniId) ? sentence : `${eniId}: ${sentence}`;
}

function giveReason(sentence: string, environment: OcfEnvironment, program: Program): void {
  program.err(formatExitReason(environment.exitReasonPrefix, redact(sentence)));
}
