/** Names that the language itself asks any value for. */
const asked = new Set(['then', 'toJSON', 'constructor', 'nodeType', 'asymmetricMatch']);

/** An object that answers for what it has and throws, by name, for everything else that is asked of it. */
export function strict<T extends object>(name: string, value: T): T {
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && !asked.has(key)) throw missing(name, key);
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function' || key === 'constructor') return found;
      // Private fields live in the object itself, not in what stands before it.
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(found, target, args);
        return answer === target ? value : answer;
      };
    },
    set(target, key, next) {
      if (typeof key === 'string' && !(key in target)) throw missing(name, key);
      return Reflect.set(target, key, next, target);
    },
  });
}

/** A class whose instances and own members are strict. */
export function strictClass<C extends abstract new (...args: never[]) => object>(name: string, made: C): C {
  return new Proxy(made, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && !asked.has(key)) throw missing(name, key);
      return Reflect.get(target, key, target);
    },
    construct: (target, args) => Reflect.construct(target as never, args) as object,
  });
}

function missing(name: string, key: string): Error {
  return new Error(`the stand-in for electron has no ${name}.${key}`);
}
