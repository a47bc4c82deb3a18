import type { Fabric } from './fabric.ts';

/** A network of no links: for tests that look at the API alone. */
export class NullFabric implements Fabric {
  plug(): Promise<void> {
    return Promise.resolve();
  }
  unplug(): Promise<void> {
    return Promise.resolve();
  }
  setSourceDestCheck(): Promise<void> {
    return Promise.resolve();
  }
  setPower(): Promise<void> {
    return Promise.resolve();
  }
}
