import type { Readable } from 'node:stream';

/** The beginning of a document, within which its outermost element has a name. */
const headBytes = 1_024;

/**
 * Gives the bytes of an answer; rejects when it breaks off, or has not ended `limitMs` after it began: the limits of the
 * SDK's request handler end with the first byte. Rejects a success that holds nothing of EC2 as well, a page to sign in to
 * the network for instance: of a call that changes something the SDK would take any page for success. In the place of the SDK's own collector, which asks whether the stream is
 * a web stream: that alone makes Node load its implementation of them.
 */
export function answerCollector(limitMs: number): (answer: Readable) => Promise<Uint8Array> {
  return (answer) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const late = () => answer.destroy(new Error(`the answer did not end within ${limitMs} ms`));
      const timer = setTimeout(late, limitMs);
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      answer.on('end', () => {
        clearTimeout(timer);
        const body = Buffer.concat(chunks);
        if (!isSuccess(answer) || body.subarray(0, headBytes).includes('Response')) resolve(body);
        else reject(new Error('an answer that is none of EC2'));
      });
    });
}

/** The stream that the request handler hands over is the message itself. */
function isSuccess(answer: Readable): boolean {
  return 'statusCode' in answer && answer.statusCode === 200;
}
