/** What a process comes to hold while it plays histories. */
export class HeldMemory {
  #hasShrunk = false;
  mostBytes = 0;

  /** After a history. What it takes to make one short is as much as a hundred histories, and is held from then on. */
  took({ residentBytes, shrunk }: { readonly residentBytes: number; readonly shrunk: unknown }): void {
    this.#hasShrunk ||= shrunk !== null;
    if (!this.#hasShrunk) this.mostBytes = Math.max(this.mostBytes, residentBytes);
  }
}
