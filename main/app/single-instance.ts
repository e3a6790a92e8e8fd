import { app } from 'electron';
import { type Arguments, readArguments } from './arguments.ts';

/** False in a process that is not the first: what it was started for is told to the first one, and it has nothing else to do. */
export function claimSingleInstance(own: readonly string[], onArguments: (said: Arguments) => void): boolean {
  const isFirst = app.requestSingleInstanceLock();
  if (isFirst) {
    app.on('second-instance', (_, argv, workingDirectory) => {
      onArguments(readArguments(argv, workingDirectory, own));
    });
  }
  return isFirst;
}
