import { Notification } from 'electron';
import type { SettingsView } from '../../preload/contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Texts } from '../text/texts.ts';
import type { Status } from './status.ts';

/** One thing to tell; a new one of the same id takes the place of the old one. */
export interface Telling {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** What a click opens. */
  readonly view: string;
}

export interface NotificationsSetup {
  readonly texts: () => Texts;
  readonly wishes: () => SettingsView['notifications'];
  /** Whoever looks at the page sees all of it there. */
  readonly isLookedAt: () => boolean;
  readonly open: (view: string) => void;
  readonly clock: Pick<Clock, 'after'>;
  /** The system's own notification, unless another is given. */
  readonly show?: (telling: Telling, open: (view: string) => void) => void;
}

export interface Notifications {
  onStatus(status: Status): void;
  tell(telling: Telling): void;
  close(): void;
}

/** So long things are gathered, so that a hundred failures are one notification. */
const gatherMs = 4_000;

const folderTexts = {
  deletesHeld: ['notify.deletesHeld', 'notify.deletesHeldText'],
  rootLost: ['notify.rootLost', 'notify.rootLostText'],
  blocked: ['notify.blocked', 'notify.blockedText'],
  stale: ['notify.stale', 'notify.staleText'],
} as const;

type Told = keyof typeof folderTexts;
const isTold = (standing: string): standing is Told => Object.hasOwn(folderTexts, standing);

export function createNotifications(setup: NotificationsSetup, first: Status): Notifications {
  let last = first;
  let done = 0;
  let failed = 0;
  let gathering: { stop(): void } | null = null;
  const { show = systemNotifications() } = setup;
  const tell = (telling: Telling) => show(telling, setup.open);

  function flush(): void {
    gathering = null;
    const { sayApp } = setup.texts();
    const { onDone, onFailed } = setup.wishes();
    const isSeen = setup.isLookedAt();
    if (failed > 0) {
      const title = sayApp('notify.failed', { count: failed });
      if (onFailed && !isSeen) {
        tell({ id: 'failed', title, body: sayApp('notify.failedText'), view: 'transfers' });
      }
      failed = 0;
    }
    // As long as more is to come, what has arrived is no news.
    if (done > 0 && last.open === 0) {
      const title = sayApp('notify.done', { count: done });
      if (onDone && !isSeen) tell({ id: 'done', title, body: sayApp('notify.doneText'), view: 'transfers' });
      done = 0;
    }
  }

  return {
    tell,
    onStatus(status) {
      if (status.life === last.life) {
        done += Math.max(0, status.done - last.done);
        failed += Math.max(0, status.failed - last.failed);
      }
      const isNewlyBroken = status.isBroken && !last.isBroken;
      const before = new Map(last.folders.map(({ id, standing }) => [id, standing]));
      last = status;
      if (failed > 0 || (done > 0 && status.open === 0)) gathering ??= setup.clock.after(gatherMs, flush);
      if (!setup.wishes().onAttention || setup.isLookedAt()) return;
      const { sayApp } = setup.texts();
      if (isNewlyBroken) {
        const [title, body] = [sayApp('notify.broken'), sayApp('notify.brokenText')];
        tell({ id: 'broken', title, body, view: 'transfers' });
      }
      for (const { id, name, standing } of status.folders) {
        if (!isTold(standing) || before.get(id) === standing) continue;
        const [title, body] = folderTexts[standing];
        tell({
          id: `folder:${id}`,
          title: sayApp(title, { name }),
          body: sayApp(body),
          view: `folders/${id}`,
        });
      }
    },
    close() {
      gathering?.stop();
    },
  };
}

/** Groups by the first word of the id. */
function systemNotifications(): NonNullable<NotificationsSetup['show']> {
  /** Those on the screen would lose their clicks if nobody held them. */
  const held = new Map<string, Notification>();
  return ({ id, title, body, view }, open) => {
    if (!Notification.isSupported()) return;
    held.get(id)?.close();
    const made = new Notification({ id, groupId: id.split(':')[0] ?? id, title, body, silent: true });
    held.set(id, made);
    made.on('click', () => open(view));
    made.on('close', () => {
      if (held.get(id) === made) held.delete(id);
    });
    made.show();
  };
}
