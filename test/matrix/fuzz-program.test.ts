import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAgentError } from '../../src/domain/errors.ts';
import { parameterTable } from '../../src/ocf/parameters.ts';
import { parseForStop, parseParameters } from '../../src/ocf/parse-parameters.ts';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { runProgram } from '../lab/run-program.ts';
import { cast } from '../lab/topology.ts';
import { allowedCodes, undisturbed } from './allowed-codes.ts';
import { brokenEc2Answers, brokenImdsAnswers } from './broken-answers.ts';
import { checkAnswer } from './check-answer.ts';
import type { Fault } from './fault-class.ts';
import { fuzz, fuzzParameters, garbageText } from './fuzz-count.ts';
import { situations } from './situation.ts';
import { Stage } from './stage.ts';
import { join } from 'node:path';

const shim = join(import.meta.dirname, '../../ocf/eni');
const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;

/** The environment holds anything but NUL. */
const value = garbageText.map((text) => text.replaceAll('\0', '').slice(0, 20_000));
const parameterNames = Object.values(parameterTable).map(({ name }) => `OCF_RESKEY_${name}`);
const others = [
  ...[
    'OCF_RESKEY_CRM_meta_timeout',
    'OCF_RESKEY_CRM_meta_interval',
    'OCF_CHECK_LEVEL',
    'OCF_RESOURCE_INSTANCE',
  ],
  ...['HA_RSCTMP', 'HA_debug', 'HA_LOGTAG', 'NODE_OPTIONS', 'NODE_PATH', 'AWS_REGION', 'HOME', 'TZ', 'LANG'],
];
const environments = fc.record({
  action: fc.constantFrom('start', 'monitor', 'stop', 'validate-all', 'reload-agent'),
  wrong: fc.dictionary(fc.constantFrom(...parameterNames), value, { minKeys: 1, maxKeys: 4 }),
  odd: fc.dictionary(fc.constantFrom(...others), value, { maxKeys: 3 }),
});

/** True where the agent has to refuse what it is called with before it does anything. */
function isRefused(action: string, env: Readonly<Record<string, string>>): boolean {
  try {
    if (action === 'stop') parseForStop(env);
    else parseParameters(env);
    return false;
  } catch (error) {
    expect(isAgentError(error)).toBe(true);
    return true;
  }
}

describe('garbage in the environment', () => {
  it('is refused as what it is, in one line', async () => {
    await fuzz('the environment', environments, fuzzParameters(80, 1_500), async ({ action, wrong, odd }) => {
      const env = { PATH: '/usr/bin:/bin', OCF_RESKEY_eni_id: cast.eni, ...odd, ...wrong };
      if (!isRefused(action, env)) return;
      const run = await runProgram([shim, action], env);
      // No ENI has such an id, so there is nothing to stop.
      expect(run.code).toBe(action === 'stop' ? 0 : 6);
      expect(run.stdout).toBe('');
      expect(run.stderr).not.toMatch(stackTrace);
      expect(run.stderr.split('\n').filter((line) => line.startsWith('ocf-exit-reason:'))).toHaveLength(1);
    });
  });
});

const garbled = [...brokenEc2Answers, ...brokenImdsAnswers].filter(
  ({ className }) => className === 'wrong content',
);
const read = situations.filter(
  ({ action, name }) => !['start', 'stop'].includes(action) && name !== 'monitor 0',
);

describeFabric('garbage in place of every answer', () => {
  const timeoutMs = 2_500;

  // Side by side: most of the time is spent waiting for an answer that never makes sense.
  it.concurrent.each(read)('is told as not known, or proven otherwise: $name', async (situation) => {
    await using stage = await Stage.create();
    await stage.prepare(situation);
    const services = fc.constantFrom(...garbled.map(({ service }) => service));
    const inputs = fc.tuple(services, garbageText, fc.constantFrom(200, 200, 200, 404, 500));
    const runs = fuzzParameters(8, 100);
    await fuzz(`whole answers (${situation.name})`, inputs, runs, async ([service, body, status]) => {
      if (situation.firstTime) await stage.forget();
      // A token or an id of the metadata service is any word: what counts there is what EC2 then says to it.
      const effect = { kind: 'content', body, status, contentType: 'text/xml' } as const;
      const fault: Fault = {
        className: 'garbage',
        name: body,
        service,
        nature: 'passing',
        effects: [effect],
        reason: /^/,
      };
      stage.lab.emulator.faults.add({ match: { service }, effect });
      const run = await stage.call(situation, { OCF_RESKEY_CRM_meta_timeout: String(timeoutMs) });
      await stage.calmDown();
      const allowed = allowedCodes(situation, fault, true).filter(
        (code) => code !== 0 || undisturbed(situation) !== 0,
      );
      checkAnswer(run, { allowed, reason: /^|time/, timeoutMs });
    });
    await stage.expectPlace(situation.holder === 'here' ? 'here' : 'not here', 'after all that garbage');
  });
});
