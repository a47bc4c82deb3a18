import { exchange, type HttpAnswer } from '../http/exchange.ts';
import { childOf, readXml, type XmlElement } from '../xml/read-xml.ts';
import { longestConnectMs, type Connection } from './connection.ts';
import { signRequest } from './sign-request.ts';

/** Of EC2's API; the one that the SDK speaks. */
const version = '2016-11-15';
/** Of the ENIs of the largest instance, with all their addresses, some hundred kilobytes. */
const longestBody = 8 * 1024 * 1024;

/** A refusal in EC2's own words, with the fields that the SDK's errors have: both are translated in the same way. */
export class Ec2Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

/**
 * One call of EC2, sent once, without the SDK: loading and starting that takes a monitor as long as everything else it does.
 * Returns the answer; throws Ec2Refusal, what the credentials' provider or Node throws, or SyntaxError on what is no answer.
 */
export async function queryEc2(
  { endpoint, credentials, agent, timeoutMs }: Connection,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<XmlElement> {
  const { url, region } = endpoint;
  const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const scope = { region, service: 'ec2' };
  const signed = signRequest({ url, body, headers }, await credentials(), scope, new Date());
  const answer = await exchange({
    url,
    method: 'POST',
    // Not signed: these are what proxies on the way may rewrite.
    headers: {
      ...signed,
      'user-agent': 'eni-agent',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    agent,
    wholeMs: timeoutMs,
    connectMs: Math.min(longestConnectMs, timeoutMs),
    longestBody,
  });
  if (answer.status !== 200) throw toRefusal(answer);
  const root = readXml(answer.body.toString('utf8'));
  if (root.name !== `${action}Response`) throw new SyntaxError('an answer that is none of EC2');
  return root;
}

/** What is no refusal of EC2, the page of a proxy for instance, has no code that means anything. */
function toRefusal({ status, body }: HttpAnswer): Ec2Refusal {
  try {
    const error = childOf(childOf(readXml(body.toString('utf8')), 'Errors'), 'Error');
    const code = childOf(error, 'Code')?.text ?? '';
    if (code !== '') return new Ec2Refusal(code, childOf(error, 'Message')?.text ?? '', status);
  } catch {
    // As good as a page without a code.
  }
  return new Ec2Refusal('UnknownError', '', status);
}
