import { liveThrough } from './year.ts';

/** Lives through so many days, as its arguments say, and writes the figures as one line. */
const [days = '14', seed = '1'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await liveThrough(Number(days), Number(seed)))}\n`);
process.exit(0);
