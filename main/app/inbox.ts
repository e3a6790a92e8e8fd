import { app } from 'electron';
import { type Arguments, readArguments } from './arguments.ts';
import { claimSingleInstance } from './single-instance.ts';

/** Wishes from outside: of this start, of later ones that hand theirs over, and of the system. Kept until somebody takes them. */
export interface Inbox {
  take(listener: (said: Arguments) => void): void;
}

/** To be called before the app is ready, as the system may speak that early. Null in a process that is not the first. */
export function openInbox(entry: string): Inbox | null {
  const own = [entry, app.getAppPath()];
  const waiting: Arguments[] = [];
  let taker: ((said: Arguments) => void) | null = null;
  const put = (said: Arguments) => {
    if (taker) taker(said);
    else waiting.push(said);
  };
  if (!claimSingleInstance(own, put)) return null;
  put(readArguments(process.argv, process.cwd(), own));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    put({ paths: [], link, isHidden: false });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    put({ paths: [path], link: null, isHidden: false });
  });
  return {
    take(listener) {
      taker = listener;
      for (const said of waiting.splice(0)) listener(said);
    },
  };
}
