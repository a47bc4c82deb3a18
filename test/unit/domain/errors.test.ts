import { describe, expect, it } from 'vitest';
import { AgentError, asAgentError, isAgentError, isPassing } from '../../../src/domain/errors.ts';

describe('anything thrown', () => {
  it('that is an AgentError stays itself', () => {
    const error = new AgentError('throttled', 'slow down');
    expect(asAgentError(error)).toBe(error);
  });

  it('by another chunk of the program, with a class of its own, is an AgentError too', () => {
    class Twin extends Error {
      override readonly name = 'AgentError';
      readonly kind = 'throttled';
    }
    expect(isAgentError(new Twin('slow down'))).toBe(true);
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('else is a failure that keeps its message: %#', (thrown, message) => {
    const error = asAgentError(thrown);
    expect(error).toMatchObject({ kind: 'failed', message });
    expect(error.cause).toBe(thrown);
  });
});

describe('an error that says nothing about the ENI', () => {
  it.each([
    ['transient', true],
    ['throttled', true],
    ['credentials', true],
    ['clock-skew', true],
    ['transition', true],
    ['instance-not-found', true],
    ['eni-in-use', true],
    ['attachment-gone', true],
    ['unauthorized', false],
    ['eni-not-found', false],
    ['not-permitted', false],
    ['parameter', false],
    ['failed', false],
    ['host', false],
  ] as const)('%s may pass: %s', (kind, expected) => {
    expect(isPassing(kind)).toBe(expected);
  });
});
