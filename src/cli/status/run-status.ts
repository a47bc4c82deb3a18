import { readEnvironment } from '../../ocf/environment.ts';
import { instancesByNode } from '../../domain/cluster.ts';
import type { CliProgram } from '../cli-program.ts';
import { findEnis } from '../find-enis.ts';
import { createPaint } from '../paint.ts';
import { tryReading } from '../reading.ts';
import { judge } from './judge.ts';
import { renderScreen } from './render-screen.ts';
import type { StatusSurvey } from './status-report.ts';
import { surveyEni } from './survey-eni.ts';
import { statusToJson } from './to-json.ts';

/** The longest that a tool of Pacemaker may take. */
const clusterMs = 12_000;

/**
 * `eni-agent status`: what EC2, the kernel and the cluster say of an ENI. Answers 0 when every ENI is where it serves, 1
 * otherwise. Throws AgentError of kind `parameter` when it is not told which ENI.
 */
export async function runStatus(program: CliProgram, json: boolean): Promise<0 | 1> {
  const survey = await surveyAll(program);
  program.out(
    json
      ? `${JSON.stringify(statusToJson(survey), undefined, 2)}\n`
      : renderScreen(survey, createPaint(program.colours)),
  );
  return survey.enis.every((eni) => judge(eni, survey.idea).level === 'ok') ? 0 : 1;
}

async function surveyAll(program: CliProgram): Promise<StatusSurvey> {
  const environment = readEnvironment(program.env);
  const { clock } = program;
  const reader = program.openCluster();
  const [cluster, cib, localNode] = await Promise.all([
    tryReading(clock, clusterMs, 'crm_mon', () => reader.status()),
    tryReading(clock, clusterMs, 'cibadmin', () => reader.cib()),
    tryReading(clock, clusterMs, 'crm_node', () => reader.localNode()),
  ]);
  const enis = await Promise.all(
    findEnis(program.env, cib).map((found) => {
      const log = program.openLog(environment, found.parameters);
      return surveyEni(program.openSurvey(environment, found.parameters, log), found);
    }),
  );
  const status = cluster.known ? cluster.value : undefined;
  const idea = status && {
    status,
    localNode: localNode.known ? localNode.value : undefined,
    instances: new Map(cib.known && cib.value !== undefined ? instancesByNode(cib.value) : []),
  };
  return { version: program.version, time: new Date(), cluster, idea, enis };
}
