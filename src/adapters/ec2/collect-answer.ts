import type { Readable } from 'node:stream';

/**
 * The bytes of an answer; rejects when it breaks off. In the place of the SDK's own collector, which asks whether the
 * stream is a web stream: that alone makes Node load its implementation of them.
 */
export function collectAnswer(answer: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', reject);
    answer.on('end', () => resolve(Buffer.concat(chunks)));
  });
}
