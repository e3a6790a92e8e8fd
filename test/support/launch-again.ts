const mostTries = 3;

/**
 * Starts a browser, and starts it again where it was struck down before it listened: beside others that start, Chromium ends by a SIGSEGV of its
 * own once in some hundred times. Whatever else is wrong is thrown at once.
 */
export async function launchAgain<T>(launch: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await launch();
    } catch (thrown) {
      if (tries === mostTries || !String(thrown).includes('signal=SIGSEGV')) throw thrown;
    }
  }
}
