import { systemClock } from '../base/clock.ts';

/**
 * For `node --import patient-fetch.js?ms=N program`: whatever the program fetches gives up once nothing has come for N ms. Node itself
 * waits five minutes for an answer, and as long for each next piece.
 */
const patienceMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const plainFetch = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const silence = new AbortController();
  const silent = systemClock.after(patienceMs, () =>
    silence.abort(new Error(`nothing has come for ${patienceMs} ms`)),
  );
  const signals = [silence.signal, ...(init?.signal ? [init.signal] : [])];
  try {
    const answer = await plainFetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (answer.body === null) {
      silent.stop();
      return answer;
    }
    const watched = answer.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, next) {
          silent.restart();
          next.enqueue(chunk);
        },
        flush: () => silent.stop(),
      }),
    );
    const { status, statusText, headers } = answer;
    return new Response(watched, { status, statusText, headers });
  } catch (thrown) {
    silent.stop();
    throw thrown;
  }
};
