import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * What a script was called with. `--help` is answered with `usage` and exit code 0, what it does not understand with one
 * sentence and exit code 2: both end the process, so a script calls this before it does anything.
 */
export function readCommandLine<const T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    console.log(usage.trimEnd());
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    // Node goes on with advice that fits its own examples.
    return refuse(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error));
  }
}

/** Ends a script that was called wrongly. */
export function refuse(why: string): never {
  console.error(`${why.replace(/\.$/, '')}; --help says what there is`);
  process.exit(2);
}

/** A number above 0 that was given as text; anything else ends the script. */
export function numberOf(option: string, text: string): number {
  const value = Number(text);
  return value > 0 ? value : refuse(`--${option} must be a number above 0, not "${text}"`);
}

/** Words of which there are only these; another one ends the script. */
export function wordsOf<T extends string>(
  what: string,
  words: readonly string[],
  choices: readonly T[],
): readonly T[] {
  return words.map(
    (word) =>
      choices.find((choice) => choice === word) ??
      refuse(`there is no ${what} "${word}", only ${choices.join(', ')}`),
  );
}
