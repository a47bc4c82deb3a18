import { AgentError } from '../../domain/errors.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Splits the output of `ip -json -batch`, one JSON array per command one after another, and checks that there are as
 * many as commands: an answer that is cut short must never pass for an empty one. Throws AgentError `host` naming the
 * commands.
 */
export function parseJsonArrays(output: string, commands: readonly string[]): JsonRecord[][] {
  const asked = `ip (${commands.join('; ')})`;
  const documents = splitDocuments(output);
  if (documents.length !== commands.length) {
    const counts = `${String(documents.length)} of ${String(commands.length)} answers`;
    throw new AgentError('host', `${asked} gave ${counts}${sample(output)}`);
  }
  return documents.map((document) => {
    let value: unknown;
    try {
      value = JSON.parse(document);
    } catch (error) {
      throw new AgentError('host', `${asked} gave what is not JSON${sample(document)}`, { cause: error });
    }
    if (!Array.isArray(value)) throw new AgentError('host', `${asked} gave no list${sample(document)}`);
    // iproute2 writes {} for what its own filter left out.
    return value
      .map((item: unknown) => mustBeRecord(item, asked))
      .filter((item) => Object.keys(item).length > 0);
  });
}

/** Reads a field that must be there. Throws AgentError `host` naming the field. */
export function textField(record: JsonRecord, key: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw missing(record, key);
  return value;
}

export function optionalText(record: JsonRecord, key: string): string | undefined {
  return record[key] === undefined ? undefined : textField(record, key);
}

/** Numbers come as numbers or, where `ip -N` has replaced a name, as text. Throws AgentError `host`. */
export function numberField(record: JsonRecord, key: string): number {
  const value = record[key];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw missing(record, key);
  return number;
}

export function optionalNumber(record: JsonRecord, key: string): number | undefined {
  return record[key] === undefined ? undefined : numberField(record, key);
}

/** A list of texts; empty when the field is absent, as iproute2 leaves out empty lists. Throws AgentError `host`. */
export function textList(record: JsonRecord, key: string): string[] {
  const value = record[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw missing(record, key);
  return value;
}

export function recordList(record: JsonRecord, key: string): JsonRecord[] {
  const value = record[key];
  if (!Array.isArray(value)) throw missing(record, key);
  return value.map((item: unknown) => mustBeRecord(item, `ip (field ${key})`));
}

/** Foreign text made fit for one line of a message. */
export function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 80);
}

/** Cuts at the brackets of the outermost level; brackets within strings do not count. A rest that never closes is kept. */
function splitDocuments(output: string): string[] {
  const documents: string[] = [];
  let depth = 0;
  let inString = false;
  let start = 0;
  for (let index = 0; index < output.length; index += 1) {
    const character = output[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) {
        documents.push(output.slice(start, index + 1).trim());
        start = index + 1;
      }
    }
  }
  const rest = output.slice(start).trim();
  return rest === '' ? documents : [...documents, rest];
}

function mustBeRecord(value: unknown, asked: string): JsonRecord {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
  throw new AgentError('host', `${asked} gave a list of something else than objects`);
}

function missing(record: JsonRecord, key: string): AgentError {
  return new AgentError('host', `ip gave no usable "${key}"${sample(JSON.stringify(record))}`);
}

function sample(text: string): string {
  const shown = printable(text);
  return shown === '' ? '' : `: ${shown}`;
}
