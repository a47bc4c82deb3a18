import type { Readable } from 'node:stream';

/**
 * Gives the bytes of an answer; rejects when it breaks off, or has not ended `limitMs` after it began: the limits of the
 * SDK's request handler end with the first byte. In the place of the SDK's own collector, which asks whether the stream is
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
        resolve(Buffer.concat(chunks));
      });
    });
}
