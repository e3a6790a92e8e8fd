import { describe, test } from 'vitest';
import { hostileTrees } from '../support/hostile/hostile-trees.ts';
import { createHostileWorlds } from '../support/hostile/hostile-world.ts';

/** `test/HOSTILE-TREES.md` tells the same table in words. */
describe.each(['oss', 's3'] as const)('hostile trees, to %s', kind => {
  const worlds = createHostileWorlds(kind);
  const rows = Object.values(hostileTrees)
    .flat()
    .filter(({ on = ['oss'] }) => on.includes(kind));

  for (const row of rows) test(`${row.tree}: ${row.outcome}`, () => worlds.run(row));
});
