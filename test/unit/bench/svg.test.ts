import { expect, test } from 'vitest';
import { slopeOf, svgOf } from '../../bench/svg.ts';

const chart = {
  title: 'Files & time',
  ...{ xName: 'files', yName: 'seconds', xText: String, yText: String },
  curves: [
    {
      name: 'put <fresh>',
      points: [
        { x: 1, y: 2 },
        { x: 1000, y: 20 },
      ],
    },
  ],
};

test('a chart holds its curves from edge to edge, and names as text', () => {
  const svg = svgOf([chart]);
  expect(svg).toContain('Files &amp; time');
  expect(svg).toContain('put &lt;fresh>');
  expect(svg).toContain('points="70.0,260.0 430.0,40.0"');
  expect(svg).not.toContain('NaN');
});

test('charts of one point have axes all the same', () => {
  const curves = [{ name: 'one', points: [{ x: 50, y: 3 }] }];
  expect(svgOf([{ ...chart, curves }])).not.toMatch(/NaN|Infinity/);
});

test('the slope is that of the last two thirds', () => {
  const points = [1, 10, 100].map(x => ({ x, y: x < 10 ? 5 : 3 * x }));
  expect(slopeOf(points)).toBeCloseTo(1);
  expect(slopeOf([{ x: 1, y: 1 }])).toBeNaN();
});
