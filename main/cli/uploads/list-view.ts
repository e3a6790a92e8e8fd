import type { ErrorRecord, Facts } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Price } from '../../model/price.ts';
import { monthlyCost } from '../../plan/cost.ts';
import type { UploadRef } from '../../remote/object-store.ts';
import type { LooseReason } from '../../store/loose-uploads.ts';
import type { Language } from '../environment.ts';
import { failureFacts, tellFailure } from '../failure-view.ts';
import { formatBytes, formatCount, formatExactBytes, formatSpan, printable } from '../format.ts';
import type { Terminal } from '../terminal.ts';
import type { FoundUpload } from './found-upload.ts';
import { formatMoney, type Sum, type Totals } from './totals.ts';

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

const looseTexts: Readonly<Record<LooseReason, string>> = {
  stream: 'from a stream, which can not go on',
  'by-hand': 'begun by hand',
  left: 'given up, but could not be removed',
};

export function createListTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): ListView {
  const nameOf = ({ key, uploadId }: UploadRef) => `${printable(key)} ${printable(uploadId)}`;
  return {
    found(upload) {
      const { key, uploadId, initiatedAtMs, parts, storedBytes } = upload;
      const fields = [
        formatBytes(storedBytes).padStart(10),
        formatCount(parts, 'part').padStart(8),
        `${formatSpan(clock.now() - initiatedAtMs).padStart(7)} old`,
        printable(key),
        printable(uploadId),
        originText(upload),
      ];
      terminal.print(fields.join('  '));
    },
    summed(totals, price) {
      terminal.tell(`${sumText(totals, 'unfinished upload')}${groupsText(totals)}`);
      if (totals.storedBytes === 0) return;
      if (price) {
        const cost = formatMoney(monthlyCost(totals.storedBytes, price), price.currency);
        const unit = formatMoney(price.perGbMonth, price.currency);
        terminal.tell(`they cost ${cost} a month, at ${unit} for a GB`);
      } else {
        terminal.tell(
          'to see what they cost a month: --price 0.12, or [prices] gb-month = 0.12 in config.toml',
        );
      }
    },
    removed: upload => terminal.print(`removed ${nameOf(upload)}, ${formatBytes(upload.storedBytes)}`),
    tidied: upload => terminal.tell(`removed ${nameOf(upload)}, which an earlier run had left`),
    spared: upload =>
      terminal.tell(
        `left alone: ${nameOf(upload)}, for a living process works on it (--force removes it all the same)`,
      ),
    failed: (upload, error, context) =>
      tellFailure(terminal, 'failed', nameOf(upload), error, context, language),
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

function originText({ origin, isLiving, storedBytes }: FoundUpload): string {
  const living = isLiving ? ', a living process works on it' : '';
  switch (origin.from) {
    case 'transfer': {
      const { source, state } = origin.transfer;
      const percent = percentOf(storedBytes, source.length);
      return `from ${printable(source.path)} (${state.at}, ${percent} %${living})`;
    }
    case 'loose':
      return `${looseTexts[origin.reason]}${living}`;
    case 'unknown':
      return 'of unknown origin';
  }
}

/** Whole percents, never more than there are. */
function percentOf(storedBytes: number, length: number): number {
  return length === 0 ? 0 : Math.min(100, Math.floor((storedBytes / length) * 100));
}

function sumText({ uploads, storedBytes }: Sum, name: string): string {
  return `${formatCount(uploads, name)}, ${formatExactBytes(storedBytes)} stored`;
}

/** Who they belong to, where that is not one and the same for all. */
function groupsText({ transfer, loose, unknown }: Totals): string {
  const groups = [
    [transfer, 'from files of this computer'],
    [loose, 'begun here without a file'],
    [unknown, 'of unknown origin'],
  ] as const;
  const texts = groups
    .filter(([sum]) => sum.uploads > 0)
    .map(([sum, name]) => `${sum.uploads} ${name} (${formatBytes(sum.storedBytes)})`);
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`;
}
