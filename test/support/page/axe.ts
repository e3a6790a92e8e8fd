import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** One rule of axe-core that a page breaks, and where. */
export interface Violation {
  readonly rule: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe-core finds in a page as it is now, of every weight. Evaluated as the debugger does, so the page's content policy stays as it is. */
export async function findViolations(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(source);
  return await page.evaluate<
    readonly Violation[]
  >(`axe.run(document, { resultTypes: ['violations'] }).then(result =>
    result.violations.map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact: impact ?? '',
      help,
      nodes: nodes.map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')),
    })))`);
}
