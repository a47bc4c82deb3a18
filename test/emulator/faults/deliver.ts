import type { ServerResponse } from 'node:http';
import type { HttpResponse } from '../wire/http.ts';
import type { FaultScript, Strike } from './fault-script.ts';
import type { FaultEffect } from './fault-rule.ts';

/** One request under way: what the faults may do to it and how it is answered. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly strikes: readonly Strike[];
  /** Resets the connection so that the client sees ECONNRESET. */
  reset(): void;
  /** Lets the call take effect. Called at most once. */
  answer(overrides: { skewMs?: number; staleMs?: number }): HttpResponse;
  /** An error as the service would word it, without any effect. */
  renderError(effect: Extract<FaultEffect, { kind: 'error' }>): HttpResponse;
}

/** How it ended, for the request log. */
export interface Outcome {
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** False: the client got no answer, or only a part of one. */
  readonly answered: boolean;
}

/** Answers the request, faults permitting. Resolves when the answer is out or the client is gone. */
export async function deliver(exchange: Exchange, script: FaultScript): Promise<Outcome> {
  const gone = clientGone(exchange.response);
  const instead = await before(exchange, script, gone);
  if (instead === 'unanswered') return { status: undefined, code: undefined, answered: false };
  const response = instead ?? exchange.answer(overridesOf(exchange.strikes));
  const lost = find(exchange.strikes, 'lost-reply');
  const outcome = { status: response.status, code: response.code };
  if (lost) {
    if (lost.ending === 'hang') await gone;
    else exchange.reset();
    return { ...outcome, answered: false };
  }
  const whole = await send(exchange, response, gone);
  return { ...outcome, answered: whole };
}

/** What strikes before the call takes effect. Returns the answer that comes instead of the true one, if any. */
async function before(
  exchange: Exchange,
  script: FaultScript,
  gone: Promise<void>,
): Promise<HttpResponse | 'unanswered' | undefined> {
  for (const { id, effect } of exchange.strikes) {
    switch (effect.kind) {
      case 'delay':
        await Promise.race([pause(effect.delayMs), gone]);
        break;
      case 'hold':
        await Promise.race([script.held(id), gone]);
        break;
      case 'hang':
        await gone;
        return 'unanswered';
      case 'reset':
        exchange.reset();
        return 'unanswered';
      case 'error':
        return exchange.renderError(effect);
      case 'content':
        return {
          status: effect.status ?? 200,
          headers: { 'content-type': effect.contentType ?? 'text/html' },
          body: effect.body,
          code: 'content',
        };
      case 'redirect':
        return {
          status: effect.status ?? 302,
          headers: { location: effect.location },
          body: '',
          code: 'redirect',
        };
      case 'lost-reply':
      case 'truncated':
      case 'malformed':
      case 'clock-skew':
      case 'drip':
      case 'stale':
        break;
    }
    if (exchange.response.destroyed) return 'unanswered';
  }
  return undefined;
}

function overridesOf(strikes: readonly Strike[]): { skewMs?: number; staleMs?: number } {
  const skew = find(strikes, 'clock-skew');
  const stale = find(strikes, 'stale');
  return { ...(skew && { skewMs: skew.skewMs }), ...(stale && { staleMs: stale.lagMs }) };
}

/** True if the client got all that the answer's length promised. */
async function send(exchange: Exchange, answer: HttpResponse, gone: Promise<void>): Promise<boolean> {
  const { response, strikes } = exchange;
  const truncated = find(strikes, 'truncated');
  const half = answer.body.slice(0, Math.floor(answer.body.length / 2));
  let body = find(strikes, 'malformed') ? `${half}<<&${answer.body.slice(half.length)}` : answer.body;
  if (truncated && truncated.mode !== 'connection') body = half;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) });
  if (truncated?.mode === 'connection') {
    response.write(half);
    response.socket?.end();
    return false;
  }
  const drip = find(strikes, 'drip');
  if (drip) {
    const bytes = Buffer.from(body);
    const step = drip.bytes ?? 16;
    for (let start = 0; start < bytes.length && !response.destroyed; start += step) {
      response.write(bytes.subarray(start, start + step));
      await Promise.race([pause(drip.everyMs), gone]);
    }
    response.end();
  } else {
    response.end(body);
  }
  return !response.destroyed;
}

function find<K extends FaultEffect['kind']>(
  strikes: readonly Strike[],
  kind: K,
): Extract<FaultEffect, { kind: K }> | undefined {
  return strikes
    .map((strike) => strike.effect)
    .find((effect): effect is Extract<FaultEffect, { kind: K }> => effect.kind === kind);
}

function clientGone(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
