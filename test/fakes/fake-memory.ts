import type { EniFacts } from '../../src/domain/eni.ts';
import type { ConfiguredAddresses, FactsCache } from '../../src/domain/ports.ts';

/** What a node keeps of ENIs on its disk. */
export class FakeFacts implements FactsCache {
  readonly kept = new Map<string, EniFacts>();

  read(eniId: string): Promise<EniFacts | undefined> {
    return Promise.resolve(this.kept.get(eniId));
  }

  write(facts: EniFacts): Promise<void> {
    this.kept.set(facts.eniId, facts);
    return Promise.resolve();
  }
}

/** What a node remembers until its next boot. */
export class FakeConfigured implements ConfiguredAddresses {
  readonly kept = new Map<string, readonly string[]>();

  read(eniId: string): Promise<readonly string[] | undefined> {
    return Promise.resolve(this.kept.get(eniId));
  }

  write(eniId: string, addresses: readonly string[]): Promise<void> {
    this.kept.set(eniId, addresses);
    return Promise.resolve();
  }

  forget(eniId: string): Promise<void> {
    this.kept.delete(eniId);
    return Promise.resolve();
  }
}
