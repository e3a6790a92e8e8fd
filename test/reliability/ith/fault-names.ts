import { databaseFaults } from './fail-database.ts';
import { fileFaults } from './fail-files.ts';
import { requestFaults } from './fail-requests.ts';
import type { Kind } from './plan.ts';

/** The faults of a kind by name; a plan holds the number. */
export const faultNames: Readonly<Record<Kind, readonly string[]>> = {
  database: databaseFaults.map(([code]) => code),
  request: requestFaults.map(([name]) => name),
  file: fileFaults,
};
