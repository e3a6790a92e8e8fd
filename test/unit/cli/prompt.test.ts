import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ask, askSecret, type InputStream } from '../../../main/cli/prompt.ts';

function createInput() {
  const modes: boolean[] = [];
  const input: InputStream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
  });
  return { input, modes };
}

test('a secret is never written back, and the terminal is as before in the end', async () => {
  const { input, modes } = createInput();
  let shown = '';
  const secret = askSecret('Secret: ', input, text => {
    shown += text;
  });
  (input as PassThrough).write('se\u007fscret\r');
  expect(await secret).toBe('sscret');
  expect(shown).toBe('Secret: \n');
  expect(modes).toEqual([true, false]);
});

test.each(['\u0003', '\u0004'])('Ctrl-C and Ctrl-D end the question (%j)', async key => {
  const { input, modes } = createInput();
  const secret = askSecret('Secret: ', input, () => {});
  (input as PassThrough).write(`abc${key}`);
  await expect(secret).rejects.toThrow('stopped');
  expect(modes).toEqual([true, false]);
});

test('a question is answered by a line, and ended by the signal', async () => {
  const { input } = createInput();
  const answer = ask('Sure? ', input, () => {}, new AbortController().signal);
  (input as PassThrough).write(' yes \n');
  expect(await answer).toBe('yes');
  const stop = new AbortController();
  const other = ask('Sure? ', createInput().input, () => {}, stop.signal);
  stop.abort();
  await expect(other).rejects.toThrow('stopped');
});
