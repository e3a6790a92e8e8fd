/** A process that tries out one plan after the other: see `run.ts`. */
import type { StoreKind } from '../../../main/model/target.ts';
import type { Planned } from './plan.ts';
import { tryOut } from './trial.ts';

process.on('message', async ({ kind, planned }: { kind: StoreKind; planned: Planned | null }) => {
  process.send?.(await tryOut(kind, planned));
});
