import crypto from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rehearsal, startRehearsalServer } from '../../../scripts/code-cache/rehearsal-server.ts';
import { openCodeCache, runtimeId } from '../../../src/chunks/code-cache.ts';
import { seededRandom } from '../../emulator/model/random.ts';
import { runProgram } from '../../lab/run-program.ts';

const built = join(import.meta.dirname, '../../../dist');
const flips = 100;
const flipsMs = 200_000;

describe('the code caches of a build', () => {
  let scratch: string;
  let closeServer: () => void;
  let url: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'eni-agent-test-'));
    cpSync(built, join(scratch, 'dist'), { recursive: true });
    for (const folder of ['state', 'run']) mkdirSync(join(scratch, folder));
    const started = await startRehearsalServer();
    url = started.url;
    closeServer = () => started.server.close();
  });
  afterAll(() => {
    closeServer();
    rmSync(scratch, { recursive: true });
  });

  const cacheOfEc2 = () => join(scratch, 'dist/ec2.js.cache');
  const pristine = readFileSync(join(built, 'ec2.js.cache'));

  /** A monitor that asks EC2, which has the ENI attached to somebody else. */
  async function monitor() {
    const { code, stdout, stderr } = await runProgram(
      [process.execPath, join(scratch, 'dist/main.js'), 'monitor'],
      {
        HA_RSCTMP: join(scratch, 'run'),
        ENI_AGENT_STATE_DIR: join(scratch, 'state'),
        AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
        OCF_CHECK_LEVEL: '10',
        OCF_RESKEY_eni_id: rehearsal.eniElsewhere,
        OCF_RESKEY_endpoint_url: url,
      },
    );
    return { code, stdout, stderr };
  }
  const quietlyNotRunning = { code: 7, stdout: '', stderr: '' };

  it('are accepted by the V8 that made them', () => {
    const caches = readdirSync(built).filter((name) => name.endsWith('.cache'));
    expect(caches).toContain('ec2.js.cache');
    for (const name of caches) {
      const source = readFileSync(join(built, name.replace(/\.cache$/, '')));
      const key = { source, runtime: runtimeId(process), crypto };
      const cachedData = openCodeCache(key, readFileSync(join(built, name)));
      const script = new Script(source.toString('latin1'), { cachedData });
      expect([name, cachedData === undefined, script.cachedDataRejected]).toEqual([name, false, false]);
    }
  });

  it('are two, and a monitor does without the SDK and its one', async () => {
    for (const name of ['sdk.js', 'sdk.js.cache']) rmSync(join(scratch, 'dist', name));
    expect(await monitor()).toEqual(quietlyNotRunning);
  });

  it('change nothing but the time: missing, empty, cut or foreign', async () => {
    expect(await monitor()).toEqual(quietlyNotRunning);
    for (const content of [
      undefined,
      Buffer.alloc(0),
      pristine.subarray(0, 50_000),
      Buffer.alloc(99_999, 1),
    ]) {
      rmSync(cacheOfEc2());
      if (content !== undefined) writeFileSync(cacheOfEc2(), content);
      expect(await monitor()).toEqual(quietlyNotRunning);
      writeFileSync(cacheOfEc2(), pristine);
    }
  });

  it(
    `do no harm with a byte flipped in any of ${flips} places`,
    async () => {
      const random = seededRandom(1);
      for (let flip = 0; flip < flips; flip += 1) {
        const damaged = Buffer.from(pristine);
        const position = Math.floor(random() * damaged.length);
        damaged[position] = damaged.readUInt8(position) ^ (1 << Math.floor(random() * 8));
        writeFileSync(cacheOfEc2(), damaged);
        expect([position, await monitor()]).toEqual([position, quietlyNotRunning]);
      }
    },
    flipsMs,
  );
});
