import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFactsFile } from '../../src/adapters/files/facts-file.ts';
import { RecordingLog } from '../fakes/recording-log.ts';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { cast } from '../lab/topology.ts';
import { undisturbed } from './allowed-codes.ts';
import { checkAnswer } from './check-answer.ts';
import { damaged, fuzz, fuzzParameters, garbageText } from './fuzz-count.ts';
import { situations, type Situation } from './situation.ts';
import { Stage } from './stage.ts';

const timeoutMs = 20_000;
const limit = { OCF_RESKEY_CRM_meta_timeout: String(timeoutMs) };
const files = [`state/${cast.eni}.json`, 'run/eni-agent-node.json', `run/eni-agent-${cast.eni}.json`];
const asked = ['monitor 0', 'monitor 10', 'monitor 10, not here', 'probe, not here'];

/** What a file of the agent is replaced with; what another id or another address is cannot be told from the truth. */
function lies(path: string, text: string): fc.Arbitrary<string> {
  return fc.oneof(garbageText, damaged(text)).filter((lie) => path.startsWith('state/') || !isSound(lie));
}

/** Files of one boot hold words that nobody else can know: only those that are no words of that kind are lies. */
function isSound(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    const words: readonly unknown[] = Object.values(Object(value) as object);
    return words.some(
      (word) => typeof word === 'string' && /^(i-[0-9a-f]{17}|[a-z]{2}-[a-z]+-\d|[0-9a-f.:]+)$/.test(word),
    );
  } catch {
    return false;
  }
}

describeFabric('garbage in the files that the agent keeps', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.create();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it.each(situations.filter(({ name }) => asked.includes(name)))(
    'is as good as none: $name',
    async (situation) => {
      const remembered = await memoryOf(situation);
      const inputs = fc
        .constantFrom(...files)
        .chain((path) => fc.tuple(fc.constant(path), lies(path, remembered.get(path) ?? '{}')));
      const runs = fuzzParameters(25, 500);
      await fuzz(`files of the agent (${situation.name})`, inputs, runs, async ([path, text]) => {
        await restore(remembered);
        await put(path, text);
        if (path.startsWith('state/') && (await isAnotherTruth(text))) return;
        const run = await stage.call(situation, limit);
        checkAnswer(run, { allowed: [undisturbed(situation)], reason: /^/, timeoutMs });
      });
    },
  );

  const pathOf = (name: string) => join(stage.lab.folder, cast.nodeA, name);

  async function put(name: string, text: string): Promise<void> {
    await mkdir(dirname(pathOf(name)), { recursive: true });
    await writeFile(pathOf(name), text, { mode: 0o600 });
  }

  /** What node A keeps when it knows the ENI. */
  async function memoryOf(situation: Situation): Promise<ReadonlyMap<string, string>> {
    await stage.prepare(situation);
    expect((await stage.call(situation, limit)).code).toBe(undisturbed(situation));
    const kept = files.filter((name) => existsSync(pathOf(name)));
    return new Map(
      await Promise.all(kept.map(async (name) => [name, await readFile(pathOf(name), 'utf8')] as const)),
    );
  }

  async function restore(remembered: ReadonlyMap<string, string>): Promise<void> {
    await rm(pathOf('.'), { recursive: true, force: true });
    for (const [name, text] of remembered) await put(name, text);
  }

  /** The facts of an ENI that has another MAC, for all that anybody can tell. */
  async function isAnotherTruth(text: string): Promise<boolean> {
    const owner = { uid: process.geteuid?.() ?? -1, pid: process.pid };
    const facts = await createFactsFile(pathOf('state'), owner, new RecordingLog()).read(cast.eni);
    return facts !== undefined && text.trim() !== '' && facts.mac !== cast.eniMac;
  }
});
