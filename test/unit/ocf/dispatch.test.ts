import { describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { dispatch } from '../../../src/ocf/dispatch.ts';
import { renderUsage } from '../../../src/ocf/usage.ts';
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

describe('an argument that asks for a text', () => {
  async function texts(argument: string | undefined): Promise<readonly [code: number, out: string]> {
    let out = '';
    const code = await dispatch(argument, {
      env: {},
      out: (text) => (out += text),
      err: (text) => expect.fail(text),
      metaData: () => '<the meta-data>',
      openLog: () => expect.fail('no log is needed'),
      openTools: () => expect.fail('no tools are needed'),
    });
    return [code, out];
  }

  it('needs no parameters', async () => {
    expect(await texts('meta-data')).toEqual([0, '<the meta-data>']);
    expect(await texts('usage')).toEqual([0, renderUsage()]);
  });

  it.each(['promote', 'Start', '', undefined])(
    'that the agent does not have (%j) is 3, and silent',
    async (argument) => {
      expect(await texts(argument)).toEqual([3, '']);
    },
  );
});

describe('a warning', () => {
  it('about the environment or a parameter is logged before anything is done', async () => {
    const log = new RecordingLog();
    await dispatch('stop', {
      env: { OCF_RESKEY_eni_id: eniId, OCF_RESKEY_mtu: 'big', OCF_CHECK_LEVEL: 'deep' },
      out: () => undefined,
      err: () => undefined,
      metaData: () => '',
      openLog: () => log,
      openTools: () => {
        expect(log.warnings).toEqual([
          expect.stringMatching(/^OCF_CHECK_LEVEL must be a whole number/),
          expect.stringMatching(/^parameter mtu must be .*; going on with auto$/),
        ]);
        throw new AgentError('host', 'enough');
      },
    });
    expect(log.warnings).toHaveLength(2);
  });
});
