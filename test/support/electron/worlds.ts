/**
 * Scripts for the two worlds of a page: the page's own, and the isolated one of the preload script. They share the document and
 * nothing else; what crosses is cloned, and functions stay where they are and are called by number, as by Electron's contextBridge.
 */

/** One side of the bridge; `me` and `other` name the worlds. */
const side = (token: string, me: string, other: string) => `
  const on = EventTarget.prototype.addEventListener.bind(document);
  const tell = (name, detail) => EventTarget.prototype.dispatchEvent.call(document, new CustomEvent('${token}' + name, { detail }));
  const functions = new Map();
  const promises = new Map();
  let last = 0;
  const encode = value => {
    if (typeof value === 'function') { functions.set(++last, value); return { $function: last }; }
    if (value instanceof Promise) {
      const id = ++last;
      value.then(
        done => tell('${other}:settled', { id, ok: true, value: encode(done) }),
        thrown => tell('${other}:settled', { id, ok: false, value: encode(thrown) }),
      );
      return { $promise: id };
    }
    if (value instanceof Error) return { $error: value.message };
    if (Array.isArray(value)) return value.map(encode);
    if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, encode(each)]));
    return value;
  };
  const decode = value => {
    if (!value || typeof value !== 'object') return value;
    if (value.$function) return (...args) => call(value.$function, args);
    if (value.$promise) return new Promise((resolve, reject) => promises.set(value.$promise, { resolve, reject }));
    if ('$error' in value) return new Error(value.$error);
    if (Array.isArray(value)) return value.map(decode);
    if (Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decode(each)]));
    return value;
  };
  const returns = [];
  const call = (id, args) => {
    tell('${other}:call', { id, args: args.map(encode) });
    const answer = returns.pop();
    if (!answer) throw new Error('the other world does not answer');
    if (answer.ok) return decode(answer.value);
    throw decode(answer.value);
  };
  on('${token}${me}:call', ({ detail }) => {
    let answer;
    try { answer = { ok: true, value: encode(functions.get(detail.id)(...detail.args.map(decode))) }; }
    catch (thrown) { answer = { ok: false, value: encode(thrown) }; }
    tell('${other}:returned', answer);
  });
  on('${token}${me}:returned', ({ detail }) => returns.push(detail));
  on('${token}${me}:settled', ({ detail }) => {
    const waiting = promises.get(detail.id);
    promises.delete(detail.id);
    if (detail.ok) waiting?.resolve(decode(detail.value)); else waiting?.reject(decode(detail.value));
  });
`;

export function mainWorldScript(token: string): string {
  return `(() => {
  if (window !== window.top || location.protocol === 'about:') return;
  ${side(token, 'page', 'preload')}
  on('${token}page:expose', ({ detail }) => {
    if (detail.key in window) return;
    const deepFreeze = value => {
      if (value && typeof value === 'object') { Object.values(value).forEach(deepFreeze); Object.freeze(value); }
      return value;
    };
    Object.defineProperty(window, detail.key, { value: deepFreeze(decode(detail.value)), enumerable: true });
  });
  tell('preload:hello', null);
})();`;
}

/** Name of the function by which the preload world speaks to the main process. */
export const upward = '__electronUp';

export function preloadWorldScript(token: string, preload: string): string {
  return `(() => {
  if (window !== window.top || location.protocol === 'about:') return;
  ${side(token, 'preload', 'page')}
  const up = message => ${upward}(JSON.stringify(message));
  const waiting = new Map();
  const listeners = new Map();
  let lastId = 0;
  const ask = message => new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    up({ ...message, id });
  });
  globalThis.__electronDown = message => {
    if (message.kind === 'answer') {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.ok) resolve(message.value); else reject(new Error(message.value));
    } else for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
  };
  const paths = new Map();
  const nameOf = file => [file.name, file.size, file.lastModified].join('|');
  addEventListener('drop', event => {
    const files = event.isTrusted ? [...event.dataTransfer.files] : [];
    if (files.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    globalThis.__electronFiles = files;
    ask({ kind: 'paths', count: files.length }).then(found => {
      const dataTransfer = new DataTransfer();
      files.forEach((file, at) => { paths.set(nameOf(file), found[at]); dataTransfer.items.add(file); });
      const { clientX, clientY } = event;
      event.target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, clientX, clientY, dataTransfer }));
    });
  }, true);

  const exposed = [];
  const strict = (name, value) => new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target)) throw new Error('the stand-in for electron has no ' + name + '.' + key);
      return target[key];
    },
  });
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld(key, value) { exposed.push({ key, value }); tell('page:expose', { key, value: encode(value) }); },
    }),
    ipcRenderer: strict('ipcRenderer', {
      invoke: (channel, ...args) => ask({ kind: 'invoke', channel, args }),
      send: (channel, ...args) => up({ kind: 'send', channel, args }),
      on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
      off(channel, listener) { listeners.set(channel, (listeners.get(channel) ?? []).filter(each => each !== listener)); },
    }),
    webUtils: strict('webUtils', { getPathForFile: file => paths.get(nameOf(file)) ?? '' }),
  });
  on('${token}preload:hello', () => {
    for (const { key, value } of exposed) tell('page:expose', { key, value: encode(value) });
  });
  const require = name => {
    if (name === 'electron') return electron;
    throw new Error('a sandboxed preload script can not load ' + name);
  };
  const module = { exports: {} };
  ((require, module, exports) => {
${preload}
  })(require, module, module.exports);
})();`;
}
