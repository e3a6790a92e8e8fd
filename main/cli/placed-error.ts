import { type AppError, type Facts, isAbort, toAppError } from '../base/app-error.ts';

/** A failure together with what is known about the place where it happened; the two are kept apart, so neither hides the other. */
export class PlacedError extends Error {
  override readonly name = 'PlacedError';
  readonly error: AppError;
  readonly place: Facts;

  constructor(error: AppError, place: Facts) {
    super(error.message, { cause: error });
    this.error = error;
    this.place = place;
  }
}

/** The failure with its place; an abort stays what it is, and an inner place counts more than an outer one. */
export function placeError(thrown: unknown, place: Facts): unknown {
  if (isAbort(thrown)) return thrown;
  if (thrown instanceof PlacedError) return new PlacedError(thrown.error, { ...place, ...thrown.place });
  return new PlacedError(toAppError(thrown), place);
}
