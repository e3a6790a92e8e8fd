import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createTerminal } from '../../../main/cli/terminal.ts';

function createStream(isTTY: boolean, columns = 80) {
  const events = new EventEmitter();
  return Object.assign(events, {
    isTTY,
    columns,
    writableNeedDrain: false,
    text: '',
    write(chunk: string | Uint8Array) {
      this.text += chunk.toString();
      return true;
    },
  });
}

const wipe = '\r\u001b[2K';

test('a line of result first wipes the live line and draws it again below', () => {
  const [out, err] = [createStream(true), createStream(true)];
  const terminal = createTerminal({ out, err, isPlain: false });
  terminal.redraw('50%');
  terminal.print('proven');
  expect(out.text).toBe('proven\n');
  expect(err.text).toBe(`50%${wipe}50%`);
  terminal.redraw('');
  expect(err.text).toBe(`50%${wipe}50%${wipe}`);
});

test('the same line is not drawn twice', () => {
  const err = createStream(true);
  const terminal = createTerminal({ out: createStream(true), err, isPlain: false });
  terminal.redraw('50%');
  terminal.redraw('50%');
  expect(err.text).toBe('50%');
});

test.each([
  ['a pipe', false, false],
  ['a terminal that wants plain lines', true, true],
])('nothing is redrawn on %s', (_, isTTY, isPlain) => {
  const err = createStream(isTTY);
  const terminal = createTerminal({ out: createStream(isTTY), err, isPlain });
  terminal.redraw('50%');
  terminal.tell('a line');
  expect(terminal.isLive).toBe(false);
  expect(err.text).toBe('a line\n');
});

test('a terminal that does not tell its width has a usual one', () => {
  expect(
    createTerminal({ out: createStream(true), err: createStream(true, 0), isPlain: false }).columns(),
  ).toBe(80);
});

test('a reader that went away is no failure, and nothing more is written', async () => {
  const out = createStream(false);
  const terminal = createTerminal({ out, err: createStream(false), isPlain: false });
  out.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  terminal.print('late');
  terminal.emit('late');
  expect(out.text).toBe('');
  expect(terminal.gone.aborted).toBe(true);
  expect(terminal.failure()).toBeNull();
  await expect(terminal.pipe(new Uint8Array(1))).rejects.toThrow('nobody reads');
});

test('standard output on a full disk is a failure', async () => {
  const out = createStream(false);
  const terminal = createTerminal({ out, err: createStream(false), isPlain: false });
  out.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  expect(terminal.failure()?.code).toBe('disk.full');
  await expect(terminal.pipe(new Uint8Array(1))).rejects.toThrow('standard output failed');
});

test('whoever waits for room goes on when there is some, or when the reader is gone', async () => {
  for (const [event, value] of [
    ['drain', undefined],
    ['error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' })],
  ] as const) {
    const out = createStream(false);
    out.writableNeedDrain = true;
    const drained = createTerminal({ out, err: createStream(false), isPlain: false }).drained();
    out.emit(event, value);
    await drained;
  }
});
