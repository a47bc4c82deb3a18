import { dirname } from 'node:path';
import { makeCodeCache } from './make-code-cache.ts';

/** `node dist/make-code-cache.js`: the last step of a build, and of an installation for the Node of that host. */
makeCodeCache(dirname(process.argv[1] ?? '.')).catch((error: unknown) => {
  console.error(`no code cache was made, which costs some start-up time: ${String(error)}`);
  process.exitCode = 1;
});
