import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSnapshot } from '../client/context.tsx';
import { useSay } from '../text/texts.tsx';
import { useFormats } from '../text/use-formats.ts';

/** Steps of progress that are worth saying, in percent. */
const step = 25;

/** Tells those who don't see the page how far everything is: at every quarter, and at the end. */
export function Announcer() {
  const say = useSay('page');
  const { bytes } = useFormats();
  const totals = useSnapshot(now => now.totals);
  const active = useSnapshot(({ counts }) => counts.active) ?? 0;
  const [text, setText] = useState('');
  const sent = totals ? totals.confirmedBytes + totals.movingBytes : 0;
  const whole = totals?.totalBytes ?? 0;
  const percent = whole === 0 || !totals?.isTotalKnown ? 0 : Math.floor((sent / whole) * 100);
  const reached = active > 0 ? Math.floor(percent / step) * step : null;
  const left = bytes(Math.max(0, whole - sent));
  const isDone = active === 0 && percent === 100;

  // biome-ignore lint/correctness/useExhaustiveDependencies: said when a step is reached, not with every byte
  useEffect(() => {
    if (reached !== null && reached > 0) setText(say('announce.progress', { percent: reached, left }));
  }, [reached]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once, at the end
  useEffect(() => {
    if (isDone) setText(say('announce.done'));
  }, [isDone]);

  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}
