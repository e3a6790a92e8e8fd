/**
 * Whose turn it is: a process, one of its threads, the server, or the world around them. What an owner has asked for comes to nothing
 * once it, or the process that it belongs to, is dead.
 */
export class Owner {
  readonly name: string;
  readonly process: Owner | null;
  /** Called when it dies, before anything else happens: what the system takes back from a dead process. */
  readonly atDeath = new Set<() => void>();
  #isDead = false;

  constructor(name: string, process: Owner | null = null) {
    this.name = name;
    this.process = process;
    if (process) process.atDeath.add(() => this.die());
  }

  get isDead(): boolean {
    return this.#isDead || (this.process?.isDead ?? false);
  }

  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    for (const end of [...this.atDeath]) end();
    this.atDeath.clear();
  }
}

/** Of whose requests nothing goes wrong: what they did is what a history is checked against. */
export function isOutsider(ownerName: string): boolean {
  return /^(other|world)/.test(ownerName);
}

/** Thrown into the code of an owner that is dead and still asks for something; nobody is left to hear it. */
export class DeadError extends Error {
  override readonly name = 'DeadError';
}
