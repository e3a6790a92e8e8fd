import { EventEmitter } from 'node:events';
import type { Notification, NotificationConstructorOptions } from 'electron';
import { StandInEvent } from './events.ts';
import { strict } from './strict.ts';

export class StandInNotification extends EventEmitter implements Pick<Notification, 'close' | 'show'> {
  readonly title: string;
  readonly body: string;
  readonly id: string;
  readonly groupId: string;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.id = options.id ?? '';
    this.groupId = options.groupId ?? '';
    // biome-ignore lint/correctness/noConstructorReturn: whoever makes a notification gets the one that is strict
    return strict('Notification', this as StandInNotification);
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.emit('show', new StandInEvent());
  }

  close(): void {
    this.emit('close', new StandInEvent());
  }
}
