import { accidents } from './accidents.ts';
import { adminOperations } from './admin-operations.ts';
import { kills } from './kills.ts';
import { meddling } from './meddling.ts';
import type { OperationKind } from './stage.ts';

/** Nothing is done: whatever is wrong with the cloud meanwhile must not matter to an ENI that serves. */
const nothing: OperationKind = { name: 'nothing', weight: 4, disturbs: false, run: () => Promise.resolve() };

export const operationKinds: readonly OperationKind[] = [
  nothing,
  ...adminOperations,
  ...accidents,
  ...kills,
  ...meddling,
];
