import type { ActionResult } from '../../src/actions/action-context.ts';
import type { ErrorKind } from '../../src/domain/errors.ts';
import {
  exitCodeForError,
  exitCodeForOutcome,
  type ExitAction,
  type ExitCode,
} from '../../src/ocf/exit-codes.ts';
import { renderTable } from './render-table.ts';

const actions: readonly ExitAction[] = ['start', 'stop', 'monitor', 'probe', 'validate-all', 'reload-agent'];

/** Why each ending has the codes it has. Of the errors, those that are not here are all answered like `transient`. */
const endings: readonly (readonly [
  what: string,
  codeFor: (action: ExitAction) => ExitCode,
  actions: readonly ExitAction[],
  why: string,
])[] = [
  ending('done', ['start', 'stop', 'validate-all', 'reload-agent'], 'both witnesses agree'),
  ending('running', ['monitor', 'probe'], 'the link is here and lacks nothing'),
  ending(
    'not-running',
    ['monitor', 'probe'],
    'positive evidence: the kernel has no such link, or EC2 names another place',
  ),
  ending(
    'degraded',
    ['monitor', 'probe'],
    'works now; Pacemaker must not touch it, and an admin must see it',
  ),
  ending('failed', ['monitor', 'probe'], 'something of ours is here and does not work; a restart mends it'),
  ending(
    'cannot-tell',
    ['monitor', 'probe'],
    'a probe that says 1 would have a healthy peer restarted; 5 is harmless to it',
  ),
  error(
    'parameter',
    'wrong on every node, so no node need be tried; a stop has nothing to stop, and failing it would fence',
  ),
  error('not-permitted', 'a primary interface, or one of a service: no node can move it'),
  error('eni-not-found', 'perhaps this node alone asks the wrong region, account or endpoint; never 6'),
  error('node-unsuitable', 'zone, VPC or instance type: another node may do'),
  error('unauthorized', 'the role of this node; another node may have another one'),
  error(
    'not-installed',
    'another node may have what is missing; a failed stop gets its node fenced, which is right here, too',
  ),
  error('refused', '`steal` forbids it, or another node took it meanwhile'),
  error('deadline', 'the action ended by itself before Pacemaker would have killed it'),
  error('transient', 'nobody could tell; tried again within the action, then by Pacemaker'),
];

/** The kinds of errors that the table has a row for. */
export const explainedKinds: readonly string[] = endings.map(([what]) => what);

export function renderExitTable(): string {
  const rows = endings.map(([what, codeFor, mine, why]) => [
    `\`${what}\``,
    ...actions.map((action) => (mine.includes(action) ? String(codeFor(action)) : '')),
    why,
  ]);
  return renderTable(['ending', ...actions, 'why'], rows);
}

function ending(
  outcome: ActionResult['outcome'],
  mine: readonly ExitAction[],
  why: string,
): (typeof endings)[number] {
  return [outcome, (action) => exitCodeForOutcome(action, outcome), mine, why];
}

function error(kind: ErrorKind, why: string): (typeof endings)[number] {
  return [kind, (action) => exitCodeForError(action, kind), actions, why];
}
