import { AgentError } from '../../domain/errors.ts';
import { readXml, type XmlElement } from '../xml/read-xml.ts';

/** The document that a tool of Pacemaker wrote. Throws AgentError `host` on half of one, or none. */
export function readAnswer(text: string): XmlElement {
  try {
    return readXml(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AgentError('host', `Pacemaker's answer cannot be understood: ${why}`, { cause });
  }
}
