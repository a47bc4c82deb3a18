import { describe } from 'vitest';
import { missingPrivilege } from '../../lab/privilege.ts';

const missing = await missingPrivilege();

/** A group of tests that make network namespaces; skipped, with the reason in its name, where that is not possible. */
export function describeFabric(name: string, tests: () => void): void {
  describe.skipIf(missing !== undefined)(
    missing === undefined ? name : `${name} (skipped: ${missing})`,
    tests,
  );
}
