/** Binds controllers to signals, so that each aborts with its signals. */
export interface AbortLinks {
  /** Returns what unbinds; a controller that lives shorter than the signal needs it. */
  bind(controller: AbortController, signal: AbortSignal): () => void;
}

/**
 * One listener for each signal, however many controllers are bound to it. For thousands of them at once, since every
 * `AbortSignal.any` is a signal more and costs kilobytes.
 */
export function createAbortLinks(): AbortLinks {
  const bound = new WeakMap<AbortSignal, Set<AbortController>>();

  function controllersOf(signal: AbortSignal): Set<AbortController> {
    const known = bound.get(signal);
    if (known) return known;
    const controllers = new Set<AbortController>();
    bound.set(signal, controllers);
    const abortAll = () => {
      for (const controller of controllers) controller.abort(signal.reason);
    };
    signal.addEventListener('abort', abortAll, { once: true });
    return controllers;
  }

  return {
    bind(controller, signal) {
      if (signal.aborted) controller.abort(signal.reason);
      const controllers = controllersOf(signal);
      controllers.add(controller);
      return () => void controllers.delete(controller);
    },
  };
}
