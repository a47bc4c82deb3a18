import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { explainedKinds } from '../../../scripts/docs/exit-table.ts';
import { renderFailoverSequence } from '../../../scripts/docs/failover-sequence.ts';
import { architectureTables, refreshTables } from '../../../scripts/docs/tables.ts';
import type { ErrorKind } from '../../../src/domain/errors.ts';
import { exitCodeForError, type ExitAction } from '../../../src/ocf/exit-codes.ts';

const docs = join(import.meta.dirname, '../../../docs');
const actions: readonly ExitAction[] = ['start', 'stop', 'monitor', 'probe', 'validate-all', 'reload-agent'];

/** Every kind, or this does not compile. */
const kinds: Readonly<Record<ErrorKind, true>> = {
  parameter: true,
  'eni-not-found': true,
  'not-permitted': true,
  'eni-in-use': true,
  'device-index-taken': true,
  'node-unsuitable': true,
  'attachment-gone': true,
  transition: true,
  'instance-not-found': true,
  credentials: true,
  unauthorized: true,
  'clock-skew': true,
  throttled: true,
  transient: true,
  'not-installed': true,
  host: true,
  identity: true,
  refused: true,
  deadline: true,
  failed: true,
};

it('the decision tables are those that the code implies (npm run docs)', async () => {
  const path = join(docs, 'architecture.md');
  const text = readFileSync(path, 'utf8');
  const options = { ...(await resolveConfig(path)), parser: 'markdown' };
  expect(await format(refreshTables(text, architectureTables), options)).toBe(text);
});

it('the picture of a failover is the one that the script draws (npm run docs)', () => {
  expect(readFileSync(join(docs, 'failover-sequence.svg'), 'utf8')).toBe(renderFailoverSequence());
});

it('kinds of errors that are not explained are answered like transient', () => {
  const others = (Object.keys(kinds) as ErrorKind[]).filter((kind) => !explainedKinds.includes(kind));
  expect(others).toContain('throttled');
  for (const kind of others) {
    for (const action of actions) {
      expect([kind, exitCodeForError(action, kind)]).toEqual([kind, exitCodeForError(action, 'transient')]);
    }
  }
});
