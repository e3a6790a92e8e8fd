import {
  IconAlertTriangle,
  IconArrowUp,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { ComponentType, CSSProperties } from 'react';
import type { ErrorView } from '../../../preload/contract/common.ts';
import type { TransferStateName } from '../../../preload/contract/transfers.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';
import classes from './transfers.module.css';

type Icon = ComponentType<{
  readonly size: number;
  readonly stroke: number;
  readonly color: string;
  readonly style: CSSProperties;
}>;

const looks: Readonly<Record<TransferStateName, { readonly icon: Icon; readonly color: string }>> = {
  waiting: { icon: IconClock, color: 'dimmed' },
  starting: {
    icon: IconArrowUp,
    color: 'light-dark(var(--mantine-color-harbour-8), var(--mantine-color-harbour-3))',
  },
  sending: {
    icon: IconArrowUp,
    color: 'light-dark(var(--mantine-color-harbour-8), var(--mantine-color-harbour-3))',
  },
  finishing: {
    icon: IconArrowUp,
    color: 'light-dark(var(--mantine-color-harbour-8), var(--mantine-color-harbour-3))',
  },
  checking: {
    icon: IconArrowUp,
    color: 'light-dark(var(--mantine-color-harbour-8), var(--mantine-color-harbour-3))',
  },
  done: {
    icon: IconCircleCheck,
    color: 'light-dark(#1d6f2d, var(--mantine-color-green-4))',
  },
  paused: { icon: IconPlayerPause, color: 'dimmed' },
  blocked: {
    icon: IconHandStop,
    color: 'light-dark(#a34700, var(--mantine-color-orange-4))',
  },
  failed: {
    icon: IconAlertTriangle,
    color: 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))',
  },
  cancelled: { icon: IconCircleX, color: 'dimmed' },
};

/** A transfer's state in words, with what went wrong where something did. */
export function StateBadge({
  state,
  error,
}: {
  readonly state: TransferStateName;
  readonly error: ErrorView | null;
}) {
  const say = useSay('page-transfers');
  const describe = useErrorText();
  const { icon: Icon, color } = looks[state];
  const word = state === 'waiting' && error !== null ? say('state.again') : say(`state.${state}`);
  const cause = error === null ? null : describe(error).cause;
  const shown = color === 'dimmed' ? 'var(--mantine-color-dimmed)' : color;
  return (
    <span className={classes['state']} title={cause ?? undefined} style={{ color: shown }}>
      <Icon size={15} stroke={1.8} color={shown} style={{ flex: 'none' }} />
      <span className={classes['cell']}>
        {cause === null ? word : say('state.why', { state: word, cause })}
      </span>
    </span>
  );
}
