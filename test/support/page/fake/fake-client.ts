import type { Snapshot } from '../../../../preload/contract.ts';
import { type Client, RequestError } from '../../../../renderer/client/client.ts';
import type { FromEngine, ToEngine } from './messages.ts';
import type { Scene } from './scene.ts';

interface Asked {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: RequestError) => void;
}

/** A client over an engine that is made up. Everything crosses as JSON, as over the wire, so that what it costs the page can be measured. */
export function createFakeClient(scene: Scene): Client {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToEngine) => worker.postMessage(message);
  const asked = new Map<number, Asked>();
  const snapshotListeners = new Set<(snapshot: Snapshot) => void>();
  const connectionListeners = new Set<(isConnected: boolean) => void>();
  let isConnected = true;
  let last = 0;

  worker.onmessage = ({ data }: MessageEvent<FromEngine>) => {
    switch (data.type) {
      case 'push': {
        const { snapshot } = JSON.parse(data.text) as { readonly snapshot: Snapshot };
        for (const listener of snapshotListeners) listener(snapshot);
        return;
      }
      case 'lost':
        isConnected = false;
        for (const listener of connectionListeners) listener(false);
        return;
      case 'answer':
        asked.get(data.number)?.resolve(JSON.parse(data.text) as never);
        asked.delete(data.number);
        return;
      case 'refusal':
        asked.get(data.number)?.reject(new RequestError(data.error));
        asked.delete(data.number);
    }
  };
  tell({ type: 'start', scene });

  return {
    request(name, args) {
      return new Promise<never>((resolve, reject) => {
        last += 1;
        asked.set(last, { resolve, reject });
        tell({ type: 'ask', number: last, name, args });
      });
    },
    onSnapshot(listener) {
      snapshotListeners.add(listener);
      return () => void snapshotListeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      listener(isConnected);
      return () => void connectionListeners.delete(listener);
    },
    watch: watched => tell({ type: 'watch', watched }),
    onWish: () => () => {},
    uploadFile: scene.face === 'desktop' ? null : async () => {},
    pathOfFile: file => (scene.face === 'desktop' ? `/home/lin/${file.name}` : null),
  };
}
