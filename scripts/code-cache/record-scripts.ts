import crypto from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import vm from 'node:vm';
import { runtimeId, sealCodeCache } from '../../src/chunks/code-cache.ts';

/**
 * Preloaded (`node --require`) into a run of the real program: remembers the chunks that are compiled, and writes their code
 * caches when the process ends, so that functions which were compiled only when called are in them. A run that starts
 * from the caches of an earlier one adds to them.
 */
const directory = dirname(process.argv[1] ?? '');
const scripts = new Map<string, vm.Script>();

class RememberedScript extends vm.Script {
  constructor(code: string, options: vm.ScriptOptions = {}) {
    super(code, options);
    const { filename } = options;
    if (filename !== undefined && dirname(filename) === directory) scripts.set(filename, this);
  }
}
vm.Script = RememberedScript;

process.on('exit', () => {
  for (const [filename, script] of scripts) {
    const key = { source: readFileSync(filename), runtime: runtimeId(process), crypto };
    const temporary = `${filename}.cache.${process.pid}`;
    writeFileSync(temporary, sealCodeCache(key, script.createCachedData()), { mode: 0o644 });
    renameSync(temporary, `${filename}.cache`);
  }
});
