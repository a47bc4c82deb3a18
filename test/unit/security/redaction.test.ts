import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLazyLog } from '../../../src/adapters/log/lazy-log.ts';
import { isAgentError } from '../../../src/domain/errors.ts';
import { dispatch } from '../../../src/ocf/dispatch.ts';
import { parameterTable } from '../../../src/ocf/parameters.ts';
import { parseForStop, parseParameters } from '../../../src/ocf/parse-parameters.ts';

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const base64 = `${upper}abcdefghijklmnopqrstuvwxyz+/`;
const text = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: length, maxLength: length });
const keyId = fc.tuple(fc.constantFrom('AKIA', 'ASIA'), text(upper, 16)).map((parts) => parts.join(''));
/** Key ids, secret keys and session tokens, as AWS makes them. */
const secret = fc.oneof(keyId, text(base64, 40), text(base64, 356));
const between = fc.string({
  unit: fc.constantFrom(' ', ',', ';', ':', '"', "'", '<', '(', '\n'),
  minLength: 1,
  maxLength: 70,
});

/** No piece of the secret is left that would help to find the rest. */
function givesAway(said: string, hidden: string): boolean {
  const piece = 16;
  return Array.from({ length: hidden.length - piece + 1 }, (_, at) => hidden.slice(at, at + piece)).some(
    (part) => said.includes(part),
  );
}

describe('a credential that got where it does not belong', () => {
  it('into a parameter, is not repeated by the refusal or the warning, wherever the value is cut', () => {
    const names = Object.values(parameterTable).map(({ name }) => name);
    fc.assert(
      fc.property(fc.constantFrom(...names), between, secret, between, (name, before, hidden, after) => {
        const env = {
          OCF_RESKEY_eni_id: 'eni-0123456789abcdef0',
          [`OCF_RESKEY_${name}`]: `${before}${hidden}${after}`,
        };
        const said: string[] = [];
        for (const parse of [
          parseParameters,
          (given: typeof env) => said.push(...parseForStop(given).warnings),
        ]) {
          try {
            parse(env);
          } catch (error) {
            expect(isAgentError(error)).toBe(true);
            said.push((error as Error).message);
          }
        }
        expect(said.length).toBeGreaterThan(0);
        expect(said.filter((sentence) => givesAway(sentence, hidden))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('into an error of any kind, is neither in the reason nor in the log', async () => {
    await fc.assert(
      fc.asyncProperty(between, secret, between, async (before, hidden, after) => {
        const lines: string[] = [];
        let said = '';
        const log = createLazyLog({
          level: 'debug',
          openLogger: () => (_level, message) => void lines.push(message),
          syslog: undefined,
          file: undefined,
        });
        await dispatch('monitor', {
          env: { OCF_RESKEY_eni_id: 'eni-0123456789abcdef0' },
          out: () => undefined,
          err: (sentence) => (said += sentence),
          metaData: () => '',
          openLog: () => log,
          openTools: () => {
            log.event(`told ${before}${hidden}${after}`);
            throw new Error(`refused ${before}${hidden}${after}`);
          },
        });
        expect(lines.length).toBeGreaterThan(1);
        expect([said, ...lines].filter((line) => givesAway(line, hidden))).toEqual([]);
      }),
    );
  });
});
