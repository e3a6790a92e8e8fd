import type { Random } from '../../support/random.ts';
import type { Disk } from './disk/disk.ts';
import type { Faults } from './faults.ts';
import type { Network } from './network.ts';
import { DeadError, type Owner } from './owner.ts';
import type { Scheduler } from './scheduler.ts';

/** All that the stand-ins of Node's modules work with in one run. */
export interface Stage {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly disk: Disk;
  readonly faults: Faults;
  readonly network: Network;
  readonly server: Owner;
}

let current: Stage | null = null;

export function setStage(stage: Stage | null): void {
  current = stage;
}

export function stage(): Stage {
  if (!current) throw new Error('no simulation is under way');
  return current;
}

/** Whose code runs. Throws for the dead. */
export function livingOwner(): Owner {
  const { owner } = stage().scheduler;
  if (owner.isDead) throw new DeadError(`${owner.name} is dead`);
  return owner;
}

/** What takes a while and then answers: the task runs when its turn has come, and the answer with it. */
export function later<T>(label: string, task: () => T): Promise<T> {
  const { scheduler } = stage();
  const { owner } = scheduler;
  return new Promise((resolve, reject) => {
    // A dead owner's questions are never answered.
    if (owner.isDead) return;
    scheduler.post(owner, label, () => {
      try {
        resolve(task());
      } catch (thrown) {
        reject(thrown);
      }
    });
  });
}
