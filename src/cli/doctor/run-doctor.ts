import { readEnvironment } from '../../ocf/environment.ts';
import { escapeControls } from '../../ocf/quote-value.ts';
import type { CliProgram } from '../cli-program.ts';
import { findEnis } from '../find-enis.ts';
import { createPaint, type Colour, type Paint } from '../paint.ts';
import { tryReading } from '../reading.ts';
import { examine, isHealthy, type Check, type Finding } from './check.ts';
import { clusterChecks } from './cluster-checks.ts';
import { fencingChecks } from './fencing-checks.ts';
import { ec2Checks } from './ec2-checks.ts';
import { gatherFacts } from './gather-facts.ts';
import { networkChecks } from './network-checks.ts';
import { networkManagerChecks } from './network-manager-checks.ts';
import { nodeChecks } from './node-checks.ts';

/** Every check, in the order of the screen. */
export const checks: readonly Check[] = [
  ...nodeChecks,
  ...ec2Checks,
  ...networkChecks,
  ...networkManagerChecks,
  ...clusterChecks,
  ...fencingChecks,
];

/** The schema of `doctor --json`; docs/commands.md describes it. */
export const doctorFormat = 1;

const clusterMs = 12_000;

interface Examined {
  readonly eniId: string;
  readonly findings: readonly Finding[];
}

/**
 * `eni-agent doctor`: every precondition, and what to do about those that are not met. Answers 0 only if all that is
 * needed passes for every ENI; what could not be checked does not pass. Throws AgentError of kind `parameter` when it is
 * not told which ENI.
 */
export async function runDoctor(program: CliProgram, json: boolean): Promise<0 | 1> {
  const environment = readEnvironment(program.env);
  const cluster = program.openCluster();
  const [cib, localNode] = await Promise.all([
    tryReading(program.clock, clusterMs, 'cibadmin', () => cluster.cib()),
    tryReading(program.clock, clusterMs, 'crm_node', () => cluster.localNode()),
  ]);
  const examined = await Promise.all(
    findEnis(program.env, cib).map(async (found): Promise<Examined> => {
      const { parameters } = found;
      const survey = program.openSurvey(environment, parameters, program.openLog(environment, parameters));
      const { nodeVersion } = program;
      const sources = { survey, machine: program.openMachine(), cib, localNode, nodeVersion };
      const facts = await gatherFacts(sources, found);
      return { eniId: parameters.eniId, findings: examine(checks, facts) };
    }),
  );
  program.out(json ? renderJson(program, examined) : renderText(examined, createPaint(program.colours)));
  return examined.every(({ findings }) => isHealthy(findings)) ? 0 : 1;
}

function renderJson({ version }: CliProgram, examined: readonly Examined[]): string {
  const enis = examined.map(({ eniId, findings }) => ({
    eniId,
    healthy: isHealthy(findings),
    checks: findings.map(({ id, title, needed, answer }) => ({
      id,
      title,
      needed,
      state: answer.state,
      detail: answer.detail,
      fix: answer.state === 'fail' ? answer.fix : null,
    })),
  }));
  return `${JSON.stringify({ format: doctorFormat, version, enis }, undefined, 2)}\n`;
}

const signs: Readonly<Record<Finding['answer']['state'], readonly [sign: string, colour: Colour]>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  unknown: ['?', 'yellow'],
  skip: ['–', 'dim'],
};

function renderText(examined: readonly Examined[], paint: Paint): string {
  return examined.map((one) => renderOne(one, paint)).join('\n');
}

function renderOne({ eniId, findings }: Examined, paint: Paint): string {
  const reasons = new Set<string>();
  const lines = findings.flatMap(({ title, needed, answer }) => {
    const [sign, colour] = signs[answer.state];
    const again = answer.state === 'unknown' && reasons.has(answer.detail);
    const detail = again ? 'not known, for the same reason' : answer.detail;
    if (answer.state !== 'pass') reasons.add(answer.detail);
    const kind = needed || answer.state !== 'fail' ? '' : ' (advice)';
    const line = `${paint(colour, sign)} ${title}${kind}: ${escapeControls(detail)}`;
    return answer.state === 'fail' ? [line, `    ${paint('bold', answer.fix)}`] : [line];
  });
  const count = (state: Finding['answer']['state'], needed: boolean) =>
    findings.filter((finding) => finding.answer.state === state && finding.needed === needed).length;
  const summary = `${count('fail', true)} to be repaired, ${count('fail', false)} to be considered, ${
    count('unknown', true) + count('unknown', false)
  } not known`;
  return `${paint('bold', eniId)}\n${lines.join('\n')}\n${summary}\n`;
}
