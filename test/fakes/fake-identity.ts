import { AgentError } from '../../src/domain/errors.ts';
import type { Identity } from '../../src/domain/ports.ts';

/** Which instance a node is: told, refused, or never answered. */
export class FakeIdentity implements Identity {
  mood: 'answers' | 'fails' | 'hangs' = 'answers';
  /** As the instance metadata service lists them; undefined: it does not answer. */
  enisByMac: ReadonlyMap<string, string> | undefined;
  readonly #instanceId: string;

  constructor(instanceId: string) {
    this.#instanceId = instanceId;
  }

  instanceId(): Promise<string> {
    return this.#answer(this.#instanceId);
  }

  eniIdsByMac(): Promise<ReadonlyMap<string, string>> {
    if (this.enisByMac !== undefined) return this.#answer(this.enisByMac);
    return Promise.reject(new AgentError('transient', 'the instance metadata service did not answer'));
  }

  #answer<T>(value: T): Promise<T> {
    switch (this.mood) {
      case 'answers':
        return Promise.resolve(value);
      case 'fails':
        return Promise.reject(new AgentError('identity', 'it is not known which instance this is'));
      case 'hangs':
        return new Promise(() => undefined);
    }
  }
}
