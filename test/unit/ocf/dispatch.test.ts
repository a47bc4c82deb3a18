import { expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { dispatch } from '../../../src/ocf/dispatch.ts';
import { RecordingLog } from '../../fakes/recording-log.ts';

const eniId = 'eni-0123456789abcdef0';

async function reasonFor(message: string, env: Readonly<Record<string, string>>): Promise<string> {
  let err = '';
  await dispatch('monitor', {
    env,
    out: () => undefined,
    err: (text) => (err += text),
    metaData: () => '',
    openLog: () => new RecordingLog(),
    openTools: () => {
      throw new AgentError('host', message);
    },
  });
  return err;
}

it('a reason names the ENI that it is about', async () => {
  const env = { OCF_RESKEY_eni_id: eniId };
  expect(await reasonFor('no answer from sysfs', env)).toBe(
    `ocf-exit-reason:${eniId}: no answer from sysfs\n`,
  );
});

it('a reason that names the ENI already does not name it twice', async () => {
  const env = { OCF_RESKEY_eni_id: eniId };
  expect(await reasonFor(`${eniId} is elsewhere`, env)).toBe(`ocf-exit-reason:${eniId} is elsewhere\n`);
});

it('a reason about the parameters stands for itself', async () => {
  expect(await reasonFor('never reached', { OCF_RESKEY_eni_id: 'eni-1' })).toMatch(
    /^ocf-exit-reason:parameter eni_id /,
  );
});
