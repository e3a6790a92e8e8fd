/** The midnight with which the day of a date field (`2026-11-26`) begins, so many days later; null for no day. Pure. */
export function dayOf(text: string, later = 0): number | null {
  const [year, month, day] = text.split('-').map(Number);
  if (!year || !month || !day) return null;
  return new Date(year, month - 1, day + later).getTime();
}
