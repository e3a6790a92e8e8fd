/*
 * Texts may have parts in `[…]`, which vanish when a fact that they name is missing. i18next has no such thing, so it fills
 * in marks where a fact is missing and hides what a value shares with the texts' own signs; the marks are noncharacters of
 * Unicode, which no name or message holds.
 */

/** What stands for a fact that is not there until `withoutGaps` has looked at the whole text. */
export const missing = '\ufdd0';
/** What stands for a fact that is an empty text: no reason to show a part, but what a user wrote where it is quoted. */
export const empty = '\ufdd5';
/** Where a part was, until its surroundings are put right. */
const dropped = '\ufdd4';
/** Chinese has a blank beside Latin letters only, and a part that is left out may have had some. */
const blankInChinese = /(?<=\p{Script=Han})\ufdd4+ (?=\ufdd4*\p{Script=Han})/gu;
const hidden: readonly (readonly [string, string])[] = [
  ['[', '\ufdd1'],
  [']', '\ufdd2'],
  [' ', '\ufdd3'],
];

/** A value that is not mistaken for a sign of the text around it. */
export function hideSigns(value: string): string {
  return hidden.reduce((text, [sign, mark]) => text.replaceAll(sign, mark), value);
}

/**
 * The text without its signs: parts in `[…]` are kept where all of their facts are there, and a fact that is missing elsewhere
 * is a dash. A value's own full stop or question mark does not double the sentence's. Pure.
 */
export function withoutGaps(text: string): string {
  const whole = text
    .replace(/\[([^\]]*)\]/g, (_, part: string) => (hasGap(part) ? dropped : part))
    .replace(blankInChinese, '')
    .replaceAll(dropped, '')
    .replaceAll(missing, '–')
    .replaceAll(empty, '')
    .replace(/ {2,}/g, ' ')
    .replace(/\.+([.。])$/, '$1')
    .replace(/([?？])[.。]$/, '$1')
    .trim();
  return hidden.reduce((shown, [sign, mark]) => shown.replaceAll(mark, sign), whole);
}

function hasGap(part: string): boolean {
  return part.includes(missing) || part.includes(empty);
}
