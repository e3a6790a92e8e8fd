import type { ErrorRecord, Facts } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { ViewTexts } from '../../base/text-facts.ts';
import type { FoundUpload } from '../../desk/unfinished/found-upload.ts';
import type { Price } from '../../model/price.ts';
import { monthlyCost } from '../../plan/cost.ts';
import type { UploadRef } from '../../remote/object-store.ts';
import type { LooseReason } from '../../store/loose-uploads.ts';
import { formatsIn, printable } from '../../text/format.ts';
import type { Language } from '../../text/language.ts';
import { type Texts, textsIn } from '../../text/texts.ts';
import { padStartTo } from '../columns.ts';
import { failureFacts, tellFailure } from '../failure-view.ts';
import type { Terminal } from '../terminal.ts';
import { formatMoney, type Totals } from './totals.ts';

/** How unfinished uploads, and what becomes of them, are shown. */
export interface ListView {
  found(upload: FoundUpload): void;
  /** `price` is null when none is set. */
  summed(totals: Totals, price: Price | null): void;
  removed(upload: UploadRef & { readonly storedBytes: number }): void;
  /** An upload that an earlier run could not remove is gone now. */
  tidied(upload: UploadRef): void;
  /** A living process works on it, so it was not touched. */
  spared(upload: FoundUpload): void;
  failed(upload: UploadRef, error: ErrorRecord, context: Facts): void;
}

const looseTexts = {
  stream: 'uploads.stream',
  'by-hand': 'uploads.byHand',
  left: 'uploads.left',
} as const satisfies Readonly<Record<LooseReason, keyof ViewTexts>>;

export function createListTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): ListView {
  const texts = textsIn(language);
  const { say } = texts;
  const { bytes } = formatsIn(language);
  const nameOf = ({ key, uploadId }: UploadRef) => `${printable(key)} ${printable(uploadId)}`;
  return {
    found(upload) {
      const { key, uploadId, initiatedAtMs, parts, storedBytes } = upload;
      const fields = [
        padStartTo(10, bytes(storedBytes)),
        padStartTo(8, say('count.parts', { count: parts })),
        padStartTo(11, say('uploads.age', { age: Math.max(0, clock.now() - initiatedAtMs) })),
        printable(key),
        printable(uploadId),
        originText(upload, texts),
      ];
      terminal.print(fields.join('  '));
    },
    summed(totals, price) {
      terminal.tell(sumText(totals, texts));
      if (totals.storedBytes === 0) return;
      if (price) {
        const cost = formatMoney(monthlyCost(totals.storedBytes, price), price.currency, texts);
        const perGb = formatMoney(price.perGbMonth, price.currency, texts);
        terminal.tell(say('uploads.cost', { cost, price: perGb }));
      } else {
        terminal.tell(say('uploads.priceHint', { setting: '[prices] gb-month = 0.12' }));
      }
    },
    removed: upload =>
      terminal.print(say('uploads.removed', { name: nameOf(upload), size: upload.storedBytes })),
    tidied: upload => terminal.tell(say('uploads.tidied', { name: nameOf(upload) })),
    spared: upload => terminal.tell(say('uploads.spared', { name: nameOf(upload) })),
    failed: (upload, error, context) =>
      tellFailure(terminal, say('word.failed'), nameOf(upload), error, context, language),
  };
}

/** The same as data, one JSON object a line. */
export function createListJsonView(terminal: Terminal, language: Language): ListView {
  return {
    found({ key, uploadId, initiatedAtMs, parts, storedBytes, origin, isLiving }) {
      const transfer = origin.from === 'transfer' ? origin.transfer : null;
      terminal.emit('upload', {
        key,
        uploadId,
        initiatedAtMs,
        parts,
        storedBytes,
        origin: origin.from === 'loose' ? origin.reason : origin.from,
        isLiving,
        transferId: transfer?.id ?? null,
        ...(transfer && {
          path: transfer.source.path,
          at: transfer.state.at,
          percent: percentOf(storedBytes, transfer.source.length),
        }),
      });
    },
    summed({ uploads, storedBytes, ...groups }, price) {
      const cost = price && { monthlyCost: monthlyCost(storedBytes, price), currency: price.currency };
      terminal.emit('summary', { uploads, storedBytes, ...groups, ...cost });
    },
    removed: ({ key, uploadId, storedBytes }) => terminal.emit('aborted', { key, uploadId, storedBytes }),
    tidied: ({ key, uploadId }) => terminal.emit('tidied', { key, uploadId }),
    spared: ({ key, uploadId }) => terminal.emit('spared', { key, uploadId }),
    failed: ({ key, uploadId }, error, context) =>
      terminal.emit('failed', { key, uploadId, ...failureFacts(error, context, language) }),
  };
}

function originText({ origin, isLiving, storedBytes }: FoundUpload, { say }: Texts): string {
  switch (origin.from) {
    case 'transfer': {
      const { source, state } = origin.transfer;
      const percent = percentOf(storedBytes, source.length);
      const facts = { path: source.path, at: say(`state.${state.at}`), percent };
      return say(isLiving ? 'uploads.fromFileLiving' : 'uploads.fromFile', facts);
    }
    case 'loose': {
      const reason = say(looseTexts[origin.reason]);
      return isLiving ? say('uploads.living', { origin: reason }) : reason;
    }
    case 'unknown':
      return say('uploads.unknown');
  }
}

/** Whole percents, never more than there are. */
function percentOf(storedBytes: number, length: number): number {
  return length === 0 ? 0 : Math.min(100, Math.floor((storedBytes / length) * 100));
}

const groupTexts = {
  transfer: 'uploads.groupTransfer',
  loose: 'uploads.groupLoose',
  unknown: 'uploads.groupUnknown',
} as const;

/** How many there are, and who they belong to. */
function sumText(totals: Totals, { say }: Texts): string {
  const uploads = say('count.uploads', { count: totals.uploads });
  const groups = (['transfer', 'loose', 'unknown'] as const)
    .filter(from => totals[from].uploads > 0)
    .map(from => {
      const { uploads: count, storedBytes } = totals[from];
      return say(groupTexts[from], { uploads: count, size: storedBytes });
    });
  const isAny = groups.length > 0;
  return say('uploads.sum', {
    uploads,
    size: totals.storedBytes,
    groups: isAny ? groups.reduce((first, second) => say('comma', { first, second })) : null,
  });
}
