/** Tasks of one commit; at a tenth of a millisecond or so each, a full group holds up nothing else. */
const mostTogether = 64;

/** Where a group is written. */
export interface GroupTarget {
  /** All or nothing. */
  write<T>(task: () => T): T;
  /** Inside of a `write`: one that fails undoes itself alone. */
  apart<T>(task: () => T): T;
  /** False once SQLite has given up the whole transaction by itself, as it does when the disk is full. */
  isInTransaction(): boolean;
}

/** Writes of many in one commit. */
export interface GroupCommit {
  /**
   * Resolves with what the task returned, once it is committed with those that came in the same turn of the event loop. What a task throws
   * rejects its own promise and undoes its own writes alone; a commit that fails rejects all of its tasks. A task may be run twice, the first time
   * for nothing.
   */
  add<T>(task: () => T): Promise<T>;
  /** Commits what waits, now. */
  flush(): void;
}

interface Member {
  readonly task: () => unknown;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** A commit costs as much as the writes of several small files, and under load many come at once. */
export function createGroupCommit({ write, apart, isInTransaction }: GroupTarget): GroupCommit {
  let waiting: Member[] = [];
  let isAsked = false;

  /** Inside one transaction; what is returned tells the callers, to be called once it is committed. What one throws spoils it for all. */
  function carryOut(members: readonly Member[]): readonly (() => void)[] {
    return members.map(({ task, resolve }) => {
      const value = task();
      return () => resolve(value);
    });
  }

  /** The same, and what one throws is its own. */
  function carryOutApart(members: readonly Member[]): readonly (() => void)[] {
    return members.map(({ task, resolve, reject }) => {
      try {
        const value = apart(task);
        return () => resolve(value);
      } catch (thrown) {
        if (!isInTransaction()) throw thrown;
        return () => reject(thrown);
      }
    });
  }

  /** Hardly ever does one fail, and to keep each apart takes as long as the statements of half a file. */
  function commitSome(members: readonly Member[]): readonly (() => void)[] {
    try {
      return write(() => carryOut(members));
    } catch (thrown) {
      if (members.length === 1) throw thrown;
      return write(() => carryOutApart(members));
    }
  }

  function commit(members: readonly Member[]): void {
    let ends: readonly (() => void)[];
    try {
      ends = commitSome(members);
    } catch (thrown) {
      ends = members.map(member => () => member.reject(thrown));
    }
    for (const end of ends) end();
  }

  function ask(): void {
    if (isAsked || waiting.length === 0) return;
    isAsked = true;
    setImmediate(() => {
      isAsked = false;
      const members = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      if (members.length > 0) commit(members);
      ask();
    });
  }

  return {
    add<T>(task: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ task, resolve: value => resolve(value as T), reject });
        ask();
      });
    },
    flush() {
      const members = waiting;
      waiting = [];
      if (members.length > 0) commit(members);
    },
  };
}
