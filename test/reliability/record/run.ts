import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSections } from './read-sections.ts';
import { renderRecord } from './render.ts';
import { missedKinds } from './section.ts';
import { readCheckerMended, readMended } from './verdicts.ts';

/** `npm run reliability`: makes test/RELIABILITY.md; ends with 1 when a kind of fault never struck, or a failure is left. */
const sections = readSections();
writeFileSync(
  join(import.meta.dirname, '..', '..', 'RELIABILITY.md'),
  renderRecord(sections, readMended(), readCheckerMended()),
);
const missed = missedKinds(sections);
if (missed.length > 0) console.error(`never struck:\n${missed.join('\n')}`);
const left = sections.flatMap(({ failures }) => failures);
if (left.length > 0) console.error(`failures left:\n${left.join('\n')}`);
process.exitCode = missed.length + left.length === 0 ? 0 : 1;
