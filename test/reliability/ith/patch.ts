export type Call = (...args: never[]) => unknown;
export type Calls = Record<string, Call>;

/** Puts another function in the place of one that an object has. */
export function patch(calls: Calls, name: string, wrap: (inner: Call) => Call): void {
  const inner = calls[name];
  if (!inner) throw new Error(`there is no ${name}`);
  // Functions hang on some of them, as `realpathSync.native`.
  calls[name] = Object.assign(wrap(inner), inner);
}
