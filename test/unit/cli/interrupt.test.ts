import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createInterrupt } from '../../../main/cli/interrupt.ts';

function createSource() {
  const exits: number[] = [];
  const source = Object.assign(new EventEmitter(), {
    exit(code: number): never {
      exits.push(code);
      return undefined as never;
    },
  });
  return { source, exits };
}

test('the first signal asks, the second ends', () => {
  const { source, exits } = createSource();
  let asked = 0;
  const interrupt = createInterrupt(source, () => {
    asked += 1;
  });
  source.emit('SIGINT');
  expect([asked, interrupt.signal.aborted, exits]).toEqual([1, true, []]);
  source.emit('SIGTERM');
  expect(exits).toEqual([130]);
});

test('the signals are given back', () => {
  const { source } = createSource();
  createInterrupt(source, () => {}).dispose();
  expect(source.eventNames()).toEqual([]);
});
