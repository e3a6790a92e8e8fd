import type { DecideSetup } from '../plan/decide.ts';
import type { Listing } from '../store/listing.ts';
import type { FolderRun } from './folder-run.ts';
import { planSetup } from './plan-setup.ts';
import { createSettling, type Settling } from './settling.ts';
import type { Moment } from './take-listing.ts';

/** What planning looks things up in. */
export interface PlanContext {
  readonly setup: DecideSetup;
  /** A complete listing of the bucket; null where none was taken. */
  readonly listing: Listing | null;
  readonly settling: Settling;
  readonly held: HeldDirectories;
}

/** Directories, with their `/`, that are held back for their names with all that lies in them. */
export interface HeldDirectories {
  add(directory: string): void;
  has(directory: string): boolean;
}

/** A listing that was taken, and when it was begun. */
export interface TakenListing {
  readonly listing: Listing;
  readonly begun: Moment;
}

/** For looks whose plan is written: what an earlier look at a directory has found is in the problems. */
export function contextOf(run: FolderRun, settling: Settling, taken: TakenListing | null): PlanContext {
  const { folder, store } = run;
  const held: HeldDirectories = {
    add() {},
    has(directory) {
      const problem = store.problems.find(folder.id, directory);
      return problem?.weight === 'failed' && problem.error.code.startsWith('name.');
    },
  };
  const { listing = null, begun = null } = taken ?? {};
  return { setup: planSetup(run, begun), listing, settling, held };
}

/** For a walk through everything whose plan is not written. It tells what is done in the end, so it waits for no file to rest. */
export function trialContextOf(run: FolderRun, taken: TakenListing | null): PlanContext {
  const context = contextOf(run, createSettling(), taken);
  const { setup } = context;
  const impatient: DecideSetup = {
    ...setup,
    settings: { ...setup.settings, quietMs: 0 },
    get listedAtMs() {
      return setup.listedAtMs;
    },
  };
  return { ...context, setup: impatient, held: new Set() };
}
