import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBootMemory, createConfiguredAddresses } from '../../../../src/adapters/files/boot-memory.ts';
import { RecordingLog } from '../../../fakes/recording-log.ts';
import { eniId } from '../../../fakes/samples.ts';
import { uid, useScratch } from './scratch.ts';

const scratch = useScratch();
const owner = { uid, pid: 1 };

describe('what a node learned of itself on this boot', () => {
  const memory = (log = new RecordingLog()) => createBootMemory(scratch.path('run'), owner, log);

  it('is nothing at first', async () => {
    expect(await memory().read()).toEqual({});
  });

  it('adds up', async () => {
    await memory().write({ instanceId: 'i-1' });
    await memory().write({ region: 'eu-west-1' });
    expect(await memory().read()).toEqual({ instanceId: 'i-1', region: 'eu-west-1' });
  });

  it.each(['[]', '"text"', '{"instanceId": 5, "region": []}', 'nonsense', ''])(
    'is nothing where the file says %j',
    async (text) => {
      await memory().write({ instanceId: 'i-1' });
      writeFileSync(scratch.path('run/eni-agent-node.json'), text);
      expect(Object.values(await memory().read()).filter((known) => known !== undefined)).toEqual([]);
    },
  );

  it('that cannot be kept is a warning', async () => {
    writeFileSync(scratch.path('run'), 'a file in the place of the folder');
    const log = new RecordingLog();
    await memory(log).write({ region: 'eu-west-1' });
    expect(log.warnings).toHaveLength(1);
  });
});

describe('the addresses that were configured on this boot', () => {
  const configured = (log = new RecordingLog()) => createConfiguredAddresses(scratch.path('run'), owner, log);

  it('are unknown at first and after they were forgotten', async () => {
    expect(await configured().read(eniId)).toBeUndefined();
    await configured().write(eniId, ['10.0.1.100', '10.0.1.101']);
    expect(await configured().read(eniId)).toEqual(['10.0.1.100', '10.0.1.101']);
    await configured().forget(eniId);
    expect(await configured().read(eniId)).toBeUndefined();
  });

  it('may be forgotten twice', async () => {
    const log = new RecordingLog();
    await configured(log).forget(eniId);
    expect(log.warnings).toEqual([]);
  });

  it.each(['{}', '[]', '[1, 2]', '["\\u00000.0.1.50"]', '"10.0.1.100"', 'nonsense'])(
    'are unknown where the file says %j',
    async (text) => {
      await configured().write(eniId, []);
      writeFileSync(scratch.path(`run/eni-agent-${eniId}.json`), text);
      expect(await configured().read(eniId)).toBeUndefined();
    },
  );

  it('that cannot be kept are a warning', async () => {
    writeFileSync(scratch.path('run'), 'a file in the place of the folder');
    const log = new RecordingLog();
    await configured(log).write(eniId, ['10.0.1.100']);
    expect(log.warnings).toHaveLength(1);
  });
});
