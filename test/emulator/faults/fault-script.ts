import {
  checkRule,
  matches,
  strikes,
  type FaultEffect,
  type FaultRule,
  type FaultTarget,
} from './fault-rule.ts';

export interface ActiveFault {
  readonly id: string;
  readonly rule: FaultRule;
  /** Requests that matched so far, and how many of them were struck. */
  matched: number;
  struck: number;
}

export interface Strike {
  readonly id: string;
  readonly effect: FaultEffect;
}

/** The faults in force. Rules are tried in the order they were added. */
export class FaultScript {
  readonly #faults = new Map<string, ActiveFault>();
  readonly #holds = new Map<string, Set<() => void>>();
  #added = 0;

  /** Returns the id under which the rule can be removed. Throws if the id is in use or the rule means nothing. */
  add(rule: FaultRule): string {
    checkRule(rule);
    this.#added += 1;
    const id = rule.id ?? `fault-${this.#added}`;
    if (this.#faults.has(id)) throw new Error(`a fault ${id} exists already`);
    this.#faults.set(id, { id, rule, matched: 0, struck: 0 });
    return id;
  }

  /** Without an id: all. Requests that a rule holds go on. */
  remove(id?: string): void {
    const ids = id === undefined ? [...this.#faults.keys()] : [id];
    for (const each of ids) {
      this.#faults.delete(each);
      for (const release of this.#holds.get(each) ?? []) release();
      this.#holds.delete(each);
    }
  }

  list(): readonly ActiveFault[] {
    return [...this.#faults.values()];
  }

  /** Counts the request against every rule and returns the effects that strike it. */
  strike(target: FaultTarget): Strike[] {
    return this.list().flatMap((fault) => {
      if (!matches(fault.rule.match, target)) return [];
      fault.matched += 1;
      if (!strikes(fault.rule.occurrences, fault.matched)) return [];
      fault.struck += 1;
      return [{ id: fault.id, effect: fault.rule.effect }];
    });
  }

  /** Resolves when the rule is removed. */
  held(id: string): Promise<void> {
    if (!this.#faults.has(id)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#holds.get(id) ?? new Set();
      waiting.add(resolve);
      this.#holds.set(id, waiting);
    });
  }
}
