export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Chart {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly curves: readonly Curve[];
  /** What stands at a mark of the axis. */
  xText(value: number): string;
  yText(value: number): string;
}

const width = 460;
const height = 320;
const margin = { left: 70, right: 30, top: 40, bottom: 60 };
const colours = ['#1c5fa8', '#c2410c', '#3f7d20', '#7a3e9d'];

/** Charts side by side, two to a row. Both axes are logarithmic, so that what is straight has a slope of one. */
export function svgOf(charts: readonly Chart[]): string {
  const rows = Math.ceil(charts.length / 2);
  const drawn = charts.map((chart, at) => {
    const x = (at % 2) * width;
    const y = Math.floor(at / 2) * height;
    return `<g transform="translate(${x} ${y})">${draw(chart)}</g>`;
  });
  const whole = `viewBox="0 0 ${2 * width} ${rows * height}" font-family="sans-serif" font-size="11"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${whole}>\n<rect width="100%" height="100%" fill="#fff"/>\n${drawn.join('\n')}\n</svg>\n`;
}

function draw({ title, xName, yName, curves, xText, yText }: Chart): string {
  const points = curves.flatMap(curve => curve.points);
  const x = scale(
    points.map(point => point.x),
    margin.left,
    width - margin.right,
  );
  const y = scale(
    points.map(point => point.y),
    height - margin.bottom,
    margin.top,
  );
  const marks = [
    ...x.marks.map(value => {
      const at = x.place(value);
      return `${line(at, height - margin.bottom, at, margin.top)}${label(at, height - margin.bottom + 15, 'middle', xText(value))}`;
    }),
    ...y.marks.map(value => {
      const at = y.place(value);
      return `${line(margin.left, at, width - margin.right, at)}${label(margin.left - 6, at + 4, 'end', yText(value))}`;
    }),
  ];
  const drawn = curves.map((curve, nth) => {
    const colour = colours[nth % colours.length];
    const places = curve.points.map(point => [fixed(x.place(point.x)), fixed(y.place(point.y))] as const);
    const path = `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map(([a, b]) => `${a},${b}`).join(' ')}"/>`;
    const dots = places.map(([a, b]) => `<circle cx="${a}" cy="${b}" r="3" fill="${colour}"/>`).join('');
    const name = label(margin.left + 8, margin.top + 14 + 15 * nth, 'start', curve.name, colour);
    return `${path}${dots}${name}`;
  });
  const names = [
    label(width / 2, 22, 'middle', title),
    label(width / 2, height - 22, 'middle', xName),
    `<g transform="translate(16 ${height / 2}) rotate(-90)">${label(0, 0, 'middle', yName)}</g>`,
  ];
  return [...marks, ...drawn, ...names].join('\n');
}

/** From the values' smallest to their largest, widened to whole powers of ten where there is but one. */
function scale(values: readonly number[], from: number, to: number) {
  const logs = values.map(Math.log10);
  const low = Math.min(...logs);
  const high = Math.max(...logs);
  const first = high - low < 0.5 ? Math.floor(low) : low;
  const last = high - low < 0.5 ? Math.floor(high) + 1 : high;
  const place = (value: number) => from + ((Math.log10(value) - first) / (last - first)) * (to - from);
  const marks = [1, 2, 5]
    .flatMap(step => Array.from({ length: 25 }, (_, power) => step * 10 ** (power - 6)))
    .filter(value => value >= 10 ** first * 0.999 && value <= 10 ** last * 1.001)
    .sort((a, b) => a - b);
  const tens = marks.filter(value => Number.isInteger(Math.round(Math.log10(value) * 1e9) / 1e9));
  return { place, marks: tens.length >= 3 ? tens : marks };
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="#ddd"/>`;
}

function label(x: number, y: number, anchor: string, text: string, colour = '#333'): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" fill="${colour}">${safe}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

/** How the cost grows between the last two thirds of the points: 1 is straight, below is better. NaN of fewer than two. */
export function slopeOf(points: readonly Point[]): number {
  const from = points[Math.floor(points.length / 3)];
  const to = points.at(-1);
  if (!from || !to || from === to) return Number.NaN;
  return Math.log(to.y / from.y) / Math.log(to.x / from.x);
}
