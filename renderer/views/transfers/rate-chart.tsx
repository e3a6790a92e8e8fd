import { Box, useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useRates } from '../../client/context.tsx';
import { useThrottled } from '../../client/use-throttled.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';

const height = 56;
/** Shown even when the page is younger, so that the line does not jump about. */
const leastSeconds = 120;

/** The rate of the last minutes as a line; its figures for those who don't see it. */
export function RateChart() {
  const say = useSay('page-transfers');
  const { rate } = useFormats();
  const isCalm = useReducedMotion();
  const history = useThrottled(useRates(), isCalm ? 5_000 : 1_000);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const scheme = useComputedColorScheme('light');
  const theme = useMantineTheme();
  const stroke = theme.colors[theme.primaryColor]?.[scheme === 'dark' ? 4 : 7] ?? '#0b6e9c';

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new UPlot(
      {
        width: Math.max(50, element.clientWidth),
        height,
        cursor: { show: false },
        legend: { show: false },
        padding: [4, 0, 2, 0],
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { range: (_, min, max) => [Math.min(min, max - leastSeconds), max] },
          y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
        },
        series: [{}, { stroke, width: 1.5, fill: `${stroke}22`, points: { show: false } }],
      },
      [[], []],
      element,
    );
    plot.current = made;
    const resizing = new ResizeObserver(() =>
      made.setSize({ width: Math.max(50, element.clientWidth), height }),
    );
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [stroke]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart of another colour is drawn anew
  useEffect(() => {
    plot.current?.setData([[...history.seconds], [...history.rates]]);
  }, [history, stroke]);

  const most = Math.max(0, ...history.rates);
  return (
    <Box
      ref={box}
      h={height}
      w="100%"
      miw={0}
      role="img"
      aria-label={say('head.chart', { rate: history.rates.at(-1) ?? 0, most })}
      title={rate(most)}
    />
  );
}
