import { expect, test } from 'vitest';
import { createOutbox } from '../../../main/upload/outbox.ts';

test('what is told before the next turn goes as one message, in order, and what comes later as another', () => {
  const posted: (readonly number[])[] = [];
  const turns: (() => void)[] = [];
  const tell = createOutbox<number>(
    messages => posted.push(messages),
    callback => turns.push(callback),
  );
  tell(1);
  tell(2);
  expect([posted, turns.length]).toEqual([[], 1]);
  turns.shift()?.();
  expect(posted).toEqual([[1, 2]]);
  tell(3);
  turns.shift()?.();
  expect(posted).toEqual([[1, 2], [3]]);
});
