import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandEnd } from '../../support/command.ts';
import { createRandom } from '../../support/random.ts';
import type { Arena } from './arena.ts';
import { countDeath, type HistoryFigures, noFigures, requireFewSentTwice } from './lives.ts';
import { pickMoment } from './moment.ts';
import { readRecord } from './record.ts';
import { manyBytes } from './tree.ts';

const largestWrite = 20_000;
/** An append takes what is there; so much is written at most before the next one is awaited. */
const mostAhead = 3 * largestWrite;

/**
 * A log that grows while the real program follows it, through random deaths of it and of the bucket. Checks that the objects, one after
 * the other, are the file byte for byte, so that nothing was appended twice or left out, and that no more was sent twice than was in flight.
 */
export async function playAppend(arena: Arena, seed: number): Promise<HistoryFigures> {
  const random = createRandom(seed);
  const folder = await arena.folder();
  const path = join(folder, 'app.log');
  writeFileSync(path, '');
  const key = `append-${seed}/app.log`;
  const args = [
    ...['append', path, ...arena.target('oss', key), '--json', '--follow', '--interval', '0.02s'],
    ...['--roll-at', String(random.between(60_000, 200_000))],
  ];
  const figures = noFigures('append');
  const before = arena.tap.figures();
  const written: Buffer[] = [];
  const keys: string[] = [];
  let sizeBytes = 0;
  let earlier = 0;
  let reached = 0;

  function hear(line: string): void {
    const { event, key: at, position } = JSON.parse(line) as Record<string, unknown>;
    if (event !== 'started' && event !== 'appended') return;
    if (keys.at(-1) !== at) {
      earlier = Math.max(0, reached);
      keys.push(String(at));
    }
    reached = earlier + Number(position);
  }

  function start() {
    const engine = arena.start(args, folder);
    if (engine.process.stdout) createInterface({ input: engine.process.stdout }).on('line', hear);
    return engine;
  }

  /** Writes now and then while this lasts, never far ahead of what was appended. */
  async function writeWhile(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      if (sizeBytes - reached < mostAhead - largestWrite) {
        const bytes = manyBytes(random, random.between(1, largestWrite));
        written.push(bytes);
        sizeBytes += bytes.length;
        appendFileSync(path, bytes);
      }
      await sleep(random.between(1, 30));
    }
  }

  for (let left = random.between(3, 8); left > 0; ) {
    await arena.revive();
    const engine = start();
    let isEngineDead = false;
    while (left > 0 && !isEngineDead) {
      const moment = pickMoment(random, { requests: 10, bytes: 80_000, ms: 3_000 });
      const pauseMs = random.between(0, 400);
      let isStruck = false;
      const strike = arena.strike(moment, engine).finally(() => {
        isStruck = true;
      });
      await writeWhile(() => isStruck);
      const hasStruck = await strike;
      if (hasStruck) {
        left -= 1;
        countDeath(figures, moment);
      }
      isEngineDead = !hasStruck || moment.victim !== 'bucket';
      // A bucket that is away for long ends the program, which is then started again; nothing else does.
      if (!hasStruck) requireAway(await engine.ended);
      await sleep(pauseMs);
      await arena.revive();
    }
    if (isEngineDead) {
      await readRecord(join(folder, 'data'));
      figures.databaseChecks += 1;
    } else {
      await arena.kill(engine);
    }
    // One append follows the other, so that of those that were delivered the last alone may not be recorded yet.
    figures.allowedBytes += arena.tap.delivered().at(-1)?.bytes ?? 0;
  }

  await arena.revive();
  const engine = start();
  let hasEnded = false;
  engine.ended.finally(() => {
    hasEnded = true;
  });
  while (reached < sizeBytes && !hasEnded) await sleep(5);
  engine.process.kill('SIGINT');
  const end = await engine.ended;
  assert.equal(end.code, 0, `${end.stdout.slice(-4000)}${end.stderr}`);

  const look = arena.look();
  const objects = await Promise.all(keys.map(look.bytes));
  const stored = Buffer.concat(objects.map(bytes => bytes ?? Buffer.alloc(0)));
  assert.ok(stored.equals(Buffer.concat(written)), 'the objects are the file');
  const there = (await look.objects(`append-${seed}/`)).map(object => object.key);
  assert.deepEqual(there, keys.toSorted(), 'no other object was made');
  figures.comparedFiles = keys.length;
  requireFewSentTwice(arena, before, figures);
  return figures;
}

function requireAway(end: CommandEnd): void {
  assert.match(end.stdout, /"code":"network\./, `${end.stdout.slice(-4000)}${end.stderr}`);
}
