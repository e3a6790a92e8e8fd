import type { Command } from 'commander';
import type { Surroundings } from './surroundings.ts';

/** Declares a command, with all its words and what it does. */
export type AddCommand = (program: Command, here: Surroundings) => void;

/**
 * How to get each command, in the order of the help. One command line needs one of them, and what the others need (a web server, a bucket) takes
 * longer to load than most commands take to run.
 */
export const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  put: async () => (await import('./put/put.ts')).addPut,
  append: async () => (await import('./append/append.ts')).addAppend,
  sync: async () => (await import('./sync/sync.ts')).addSync,
  verify: async () => (await import('./sync/verify.ts')).addVerify,
  why: async () => (await import('./sync/why.ts')).addWhy,
  folders: async () => (await import('./sync/folders.ts')).addFolders,
  get: async () => (await import('./get.ts')).addGet,
  ls: async () => (await import('./ls.ts')).addLs,
  rm: async () => (await import('./rm.ts')).addRm,
  link: async () => (await import('./link.ts')).addLink,
  prove: async () => (await import('./prove.ts')).addProve,
  callback: async () => (await import('./callback.ts')).addCallback,
  uploads: async () => (await import('./uploads/uploads.ts')).addUploads,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  accounts: async () => (await import('./accounts.ts')).addAccounts,
  serve: async () => (await import('./serve.ts')).addServe,
  bucket: async () => (await import('./bucket.ts')).addBucket,
  demo: async () => (await import('./demo.ts')).addDemo,
  app: async () => (await import('./app.ts')).addApp,
  explain: async () => (await import('./explain.ts')).addExplain,
  help: async () => (await import('./help.ts')).addHelpTopics,
};

/** The commands that a command line needs: the one that it begins with, none for the version, and all where anything else is asked. */
export function loadersFor(words: readonly string[]): readonly (() => Promise<AddCommand>)[] {
  const [first = ''] = words;
  if (first === '-V' || first === '--version') return [];
  // Help shows them all.
  const own = first === 'help' || !Object.hasOwn(commands, first) ? undefined : commands[first];
  return own ? [own] : Object.values(commands);
}
