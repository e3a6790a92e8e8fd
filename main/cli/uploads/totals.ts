import type { FoundUpload, Origin } from '../../desk/unfinished/found-upload.ts';
import { formatsIn } from '../../text/format.ts';
import type { Texts } from '../../text/texts.ts';

/** Uploads and their stored bytes. */
export interface Sum {
  readonly uploads: number;
  readonly storedBytes: number;
}

/** By who began them: `loose` are streams, uploads by hand, and what could not be removed. */
export type Totals = Sum & Readonly<Record<Origin['from'], Sum>>;

const none: Sum = { uploads: 0, storedBytes: 0 };

export const noTotals: Totals = { ...none, transfer: none, loose: none, unknown: none };

/** Pure. */
export function addTo(totals: Totals, upload: Pick<FoundUpload, 'origin' | 'storedBytes'>): Totals {
  const { from } = upload.origin;
  return { ...totals, ...plus(totals, upload.storedBytes), [from]: plus(totals[from], upload.storedBytes) };
}

function plus({ uploads, storedBytes }: Sum, bytes: number): Sum {
  return { uploads: uploads + 1, storedBytes: storedBytes + bytes };
}

/** `0.37 CNY`; what is less than a hundredth is told as such. Pure. */
export function formatMoney(amount: number, currency: string, { language, say }: Texts): string {
  const { hundredths } = formatsIn(language);
  const isTiny = amount > 0 && amount < 0.01;
  const figure = isTiny ? say('uploads.lessThan', { figure: hundredths(0.01) }) : hundredths(amount);
  return currency === '' ? figure : `${figure} ${currency}`;
}
