import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type Used = Pick<IpcMain, 'handle' | 'removeHandler'>;

export class StandInIpcMain extends EventEmitter implements Used {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  async invoke(channel: string, event: IpcMainInvokeEvent, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return await handler(event, ...args);
  }

  /** Names of all channels that somebody answers or listens on, for specs that walk them. */
  channels(): { readonly invoked: readonly string[]; readonly heard: readonly string[] } {
    return { invoked: [...this.#handlers.keys()], heard: this.eventNames().map(String) };
  }

  receive(channel: string, event: IpcMainEvent, args: readonly unknown[]): void {
    this.emit(channel, event, ...args);
  }
}

export const ipcMain = new StandInIpcMain();
