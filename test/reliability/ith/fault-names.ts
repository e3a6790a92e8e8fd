import { databaseFaults } from './fail-database.ts';
import { requestFaults } from './fail-requests.ts';
import type { Kind } from './plan.ts';
import { fileFaults } from './planned-error.ts';

/** The faults of a kind by name; a plan holds the number. */
export const faultNames: Readonly<Record<Kind, readonly string[]>> = {
  database: databaseFaults.map(([code]) => code),
  request: requestFaults.map(([name]) => name),
  file: fileFaults,
};
