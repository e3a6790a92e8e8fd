import type { Price } from '../../model/price.ts';
import type { PlanLine, SyncPlan } from '../../sync/folder-sync.ts';
import type { Language } from '../../text/language.ts';
import { textsIn } from '../../text/texts.ts';
import type { Terminal } from '../terminal.ts';
import { formatMoney } from '../uploads/totals.ts';
import { reasonFacts } from './json-facts.ts';
import { costOfPlan } from './plan-cost.ts';
import { type SyncTexts, syncTextsIn } from './sync-texts.ts';
import type { FolderSubject } from './sync-view.ts';

/** How a `--dry-run` is shown. */
export interface PlanView {
  line(subject: FolderSubject, line: PlanLine): void;
  /** `price` is null when none is set. */
  planned(subject: FolderSubject, plan: SyncPlan, price: Price | null): void;
}

/** In the order of the table. */
const kinds = ['upload', 'compare', 'copy', 'append', 'mark', 'delete', 'adopt', 'skip'] as const;

/** Files that stay as they are show with `--verbose` alone. */
export function createPlanTextView(terminal: Terminal, isVerbose: boolean, language: Language): PlanView {
  const texts = syncTextsIn(language);
  return {
    line(_, { what, path, size, reason }) {
      if (what === 'skip' && !isVerbose) return;
      const facts = { what: texts.say(`what.${what}`), path, bytes: size, reason: texts.sayReason(reason) };
      terminal.print(texts.say('plan.line', facts));
    },
    planned({ root, target }, plan, price) {
      terminal.redraw('');
      terminal.print(texts.say('plan.head', { root, target }));
      const rows = kinds
        .filter(kind => plan.byKind[kind].files > 0)
        .map(kind => {
          const { files, bytes } = plan.byKind[kind];
          return texts.say('plan.row', { what: texts.say(`what.${kind}`), count: files, bytes });
        });
      for (const row of rows.length > 0 ? rows : [texts.say('plan.nothing')]) terminal.print(`  ${row}`);
      const { put, get } = plan.requests;
      terminal.print(`  ${texts.say('plan.requests', { put, get })}`);
      terminal.print(`  ${describeCost(plan, price, texts)}`);
      const { failed, warnings, skipped } = plan.problems;
      if (failed + warnings + skipped > 0) {
        terminal.print(`  ${texts.say('plan.problems', { failed, warnings, skipped })}`);
      }
      if (plan.deletesHeld)
        terminal.print(`  ${texts.say('plan.held', { count: plan.byKind.delete.files })}`);
      terminal.tell(texts.say('plan.unchanged'));
    },
  };
}

/** The same as data, one JSON object a line. */
export function createPlanJsonView(terminal: Terminal, language: Language): PlanView {
  return {
    line({ root }, { what, path, size, reason }) {
      terminal.emit('planLine', { root, what, path, size, ...reasonFacts(reason, language) });
    },
    planned({ root, target }, plan, price) {
      const cost = price && costOfPlan(plan, price);
      terminal.emit('plan', {
        root,
        target,
        ...plan,
        ...(cost && { requestCost: cost.requests, monthlyCost: cost.perMonth, currency: price.currency }),
      });
    },
  };
}

function describeCost(plan: SyncPlan, price: Price | null, texts: SyncTexts): string {
  if (price === null) return texts.say('plan.noPrice');
  const { requests, perMonth } = costOfPlan(plan, price);
  const money = (amount: number) => formatMoney(amount, price.currency, textsIn(texts.language));
  return texts.say('plan.cost', {
    once: requests === null ? null : money(requests),
    monthly: money(perMonth),
  });
}
