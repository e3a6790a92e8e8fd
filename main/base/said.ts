import type { Facts } from './app-error.ts';
import type { CheckTexts, NoteTexts, ProblemTexts } from './text-facts.ts';

/** A text of a catalogue (`assets/text`) without its language: its key, and the facts that it names. */
export interface Said<T> {
  readonly key: keyof T & string;
  readonly facts: Facts;
}

/** The facts that a text needs; none have to be given where all are optional. */
export type FactsOf<F> = Record<never, never> extends F ? [facts?: F] : [facts: F];

/** What happened to a transfer or an append on a way that is not the usual one. */
export type Note = Said<NoteTexts>;

export function noted<K extends keyof NoteTexts>(key: K, ...[facts]: FactsOf<NoteTexts[K]>): Note {
  return { key, facts: { ...facts } };
}

/** What a check of the doctor found. */
export type CheckSaid = Said<CheckTexts>;

/** What is the matter, as facts of an error: `problem` is a key of the catalogue, the others are what its text names. */
export type ProblemFacts = Facts & { readonly problem: keyof ProblemTexts };

export function problem<K extends keyof ProblemTexts>(
  key: K,
  ...[facts]: FactsOf<ProblemTexts[K]>
): ProblemFacts {
  return { ...facts, problem: key };
}
