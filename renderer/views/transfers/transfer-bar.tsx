import type { TransferProgress } from '../../../preload/contract/transfers.ts';
import { useSay } from '../../text/texts.tsx';
import classes from './transfers.module.css';

/** How far a transfer is: what is confirmed, and what is on its way and may be lost. */
export function TransferBar({
  name,
  size,
  progress,
}: {
  readonly name: string;
  readonly size: number | null;
  readonly progress: TransferProgress;
}) {
  const say = useSay('page');
  const { confirmedBytes, movingBytes, state } = progress;
  const whole = size === null || size === 0 ? confirmedBytes + movingBytes : size;
  const share = (bytes: number) => (whole === 0 ? 0 : Math.min(100, (bytes / whole) * 100));
  const done = state === 'done' ? 100 : share(confirmedBytes);
  const percent = Math.floor(state === 'done' ? 100 : share(confirmedBytes + movingBytes));
  return (
    <div
      className={classes['bar']}
      role="progressbar"
      aria-label={say('progress.label', { name, percent })}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      data-state={state}
    >
      <div className={classes['moving']} style={{ transform: `scaleX(${percent / 100})` }} />
      <div className={classes['confirmed']} style={{ transform: `scaleX(${done / 100})` }} />
    </div>
  );
}
