import { Card, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSnapshot } from '../../client/context.tsx';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { RateChart } from './rate-chart.tsx';
import { timeWords } from './time-words.ts';
import classes from './transfers.module.css';

/** Rate, what is left, how long it may take, and what everything waits for. */
export function TransferSummary() {
  const say = useSay('page-transfers');
  const { rate, bytes, time } = useFormats();
  const snapshot = useSnapshot(now => now);
  const totals = snapshot?.totals;
  const bytesLeft = totals ? Math.max(0, totals.totalBytes - totals.confirmedBytes - totals.movingBytes) : 0;
  const filesLeft = totals ? Math.max(0, totals.totalFiles - totals.doneFiles - totals.failedFiles) : 0;

  function timeText(): string {
    if (!snapshot) return say('head.noTime');
    const words = timeWords(snapshot, bytesLeft);
    switch (words.kind) {
      case 'none':
        return say('head.noTime');
      case 'done':
        return say('head.done');
      case 'about':
        return say('head.about', { time: time.about(words.ms) });
      case 'range':
        return time.range(words.fromMs, words.toMs);
    }
  }

  return (
    <Card withBorder padding="sm" mb="md">
      <div className={classes['summary']}>
        <Figure name={say('head.rate')} value={rate(totals?.bytesPerSecond ?? 0)} />
        <Figure
          name={say('head.left')}
          value={bytes(bytesLeft)}
          more={say('left.files', { count: filesLeft })}
        />
        <Figure name={say('head.time')} value={timeText()} />
        <Figure name={say('head.waiting')} value={say(`for.${snapshot?.waitingFor ?? 'nothing'}`)} />
        <div className={classes['chart']}>
          <RateChart />
        </div>
      </div>
    </Card>
  );
}

function Figure({
  name,
  value,
  more,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly more?: string;
}) {
  return (
    <Stack gap={0} miw={0}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={600} className={`figures ${classes['figure']}`} truncate>
        {value}
      </Text>
      {more && (
        <Text size="xs" c="dimmed" className="figures">
          {more}
        </Text>
      )}
    </Stack>
  );
}
