import { net, powerMonitor, powerSaveBlocker } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Pauses } from './pauses.ts';
import type { StateFile } from './state-file.ts';
import type { Status } from './status.ts';

export interface PowerSetup {
  readonly state: StateFile;
  readonly pauses: Pauses;
  /** New connections, and a look at everything. */
  readonly renew: () => Promise<void>;
  /** The system shuts down or logs out. */
  readonly onShutdown: () => void;
  readonly clock: Pick<Clock, 'every' | 'monotonic'>;
  readonly log: Log;
}

export interface Power {
  onStatus(status: Status): void;
  onSettings(): void;
  close(): void;
}

/** Electron tells of no change of the network, and of the battery's not on every system, only how they are; asking reads a value. */
const lookMs = 15_000;
/** A line that is silent for so long may be down for the night. */
const stallMs = 60_000;

/** What the machine does: sleeps, wakes, loses its network, runs on a battery. Metered networks it tells nothing of. */
export function watchPower({ state, pauses, renew, onShutdown, clock, log }: PowerSetup): Power {
  let blocker: number | null = null;
  let isOnline = net.isOnline();
  let isSending = false;
  let sentBytes = 0;
  let movedAtMs = 0;
  /** What was acted on last: whoever resumes on battery is not paused again. */
  let pausesForBattery: boolean | null = null;

  const renewNow = (why: string) => {
    log.info('everything is looked at again', { why });
    // The desk tells of it, and tries again.
    renew().catch(() => {});
  };
  const keepAwake = () => {
    const isMoving = isSending && clock.monotonic() - movedAtMs < stallMs;
    const isWanted = isMoving && state.get().settings.keepsAwake;
    if (isWanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!isWanted && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  const lookAtBattery = () => {
    const isWanted = state.get().settings.pausesOnBattery && powerMonitor.isOnBatteryPower();
    if (isWanted === pausesForBattery) return;
    pausesForBattery = isWanted;
    pauses.onBattery(isWanted);
  };
  const listeners = {
    suspend: () => log.info('the machine goes to sleep'),
    resume() {
      pauses.look();
      renewNow('the machine has slept');
    },
    'on-battery': lookAtBattery,
    'on-ac': lookAtBattery,
  };
  const shutdown = (event?: { preventDefault?: () => void }) => {
    event?.preventDefault?.();
    onShutdown();
  };
  // Electron's types have one overload for each event, which no list of names fits.
  const monitor: NodeJS.EventEmitter = powerMonitor;
  for (const [name, listener] of Object.entries(listeners)) monitor.on(name, listener);
  monitor.on('shutdown', shutdown);
  const looking = clock.every(lookMs, () => {
    lookAtBattery();
    const wasOnline = isOnline;
    isOnline = net.isOnline();
    if (isOnline && !wasOnline) renewNow('the network is back');
  });
  lookAtBattery();

  return {
    onStatus(status) {
      // What has just begun has the same time until its first byte.
      if (status.sentBytes !== sentBytes || !isSending) movedAtMs = clock.monotonic();
      ({ isSending, sentBytes } = status);
      keepAwake();
    },
    onSettings() {
      keepAwake();
      lookAtBattery();
    },
    close() {
      looking.stop();
      for (const [name, listener] of Object.entries(listeners)) monitor.off(name, listener);
      monitor.off('shutdown', shutdown);
      isSending = false;
      keepAwake();
    },
  };
}
