import type { EventEmitter } from 'node:events';

/** What a listener may stop. */
export class StandInEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** False when a listener prevented what would follow. */
export function ask(emitter: EventEmitter, name: string, ...more: unknown[]): boolean {
  const event = new StandInEvent();
  emitter.emit(name, event, ...more);
  return !event.defaultPrevented;
}
