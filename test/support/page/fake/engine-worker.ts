import type { ArgsOf } from '../../../../preload/contract.ts';
import { RequestError } from '../../../../renderer/client/client.ts';
import { errors } from './errors.ts';
import { fixNow } from './fake-clock.ts';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import type { FromEngine, ToEngine } from './messages.ts';
import type { Scene } from './scene.ts';
import { beginRows } from './transfer-rows.ts';

const pushMs = 250;
const stepMs = 3_000;
const answerMs = 10;
/** The connection is lost once the page has been drawn. */
const lostAfterMs = 900;
/** A page of which a picture is taken has been open for so long. */
const openSeconds = 170;

/** The engine has a thread of its own, as it has a process of its own in the product: what it costs is not the page's. */
let engine: FakeEngine | null = null;
let isLost = false;

const say = (message: FromEngine) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToEngine>) => {
  if (data.type === 'start') start(data.scene);
  else if (data.type === 'watch') engine?.watch(data.watched);
  else setTimeout(() => answer(data), answerMs);
};

function start(scene: Scene): void {
  fixNow(scene.atMs);
  beginRows();
  const made = createFakeEngine(scene);
  engine = made;
  const push = () => {
    if (!isLost) say({ type: 'push', text: JSON.stringify({ type: 'snapshot', snapshot: made.snapshot() }) });
  };
  if (scene.atMs !== null) {
    for (let ago = openSeconds; ago > 0; ago -= 1) {
      fixNow(scene.atMs - ago * 1_000);
      push();
    }
    fixNow(scene.atMs);
  }
  push();
  setInterval(push, pushMs);
  if (scene.atMs === null) setInterval(() => made.step(), stepMs);
  if (scene.state !== 'offline') return;
  setTimeout(() => {
    isLost = true;
    say({ type: 'lost' });
  }, lostAfterMs);
}

function answer({ number, name, args }: Extract<ToEngine, { readonly type: 'ask' }>): void {
  if (engine === null || isLost) {
    say({ type: 'refusal', number, error: errors.lost });
    return;
  }
  try {
    const text = JSON.stringify(engine.ask(name, args as ArgsOf<typeof name>));
    say({ type: 'answer', number, text });
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) throw thrown;
    say({ type: 'refusal', number, error: thrown.view });
  }
}
