import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ErrorView } from './contract/common.ts';
import type { PageWish } from './contract/desktop.ts';
import type { Bridge, RequestName, Requests, Snapshot } from './contract.ts';

/** As `main/app/ipc.ts` answers. A failure travels as a value, for an error would lose its code on the way. */
type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorView };

/** One request with a channel of its own. Rejects with an `ErrorView`. */
function ask<K extends RequestName>(name: K): Requests[K] {
  const channel = `request:${name}`;
  const request = async (args: unknown) => {
    const reply = (await ipcRenderer.invoke(channel, args)) as Reply;
    if (reply.ok) return reply.value;
    throw reply.error;
  };
  return request as unknown as Requests[K];
}

/** One push of the app: `listen` tells it that somebody is there. */
function hear<T>(channel: string, listen: string, listener: (value: T) => void): () => void {
  const onPush = (_: unknown, value: T) => listener(value);
  ipcRenderer.on(channel, onPush);
  ipcRenderer.send(listen);
  return () => void ipcRenderer.off(channel, onPush);
}

/** All that the page can do, and nothing that takes a name: one method for each request, one subscription for each push. */
const bridge: Bridge = {
  listTransfers: ask('listTransfers'),
  getTransfer: ask('getTransfer'),
  commandTransfers: ask('commandTransfers'),
  getTransferTraits: ask('getTransferTraits'),
  setAllPaused: ask('setAllPaused'),
  addPaths: ask('addPaths'),
  addText: ask('addText'),
  addUrl: ask('addUrl'),
  makeLink: ask('makeLink'),
  revealFile: ask('revealFile'),
  listFolders: ask('listFolders'),
  getUsualFolderSettings: ask('getUsualFolderSettings'),
  addFolder: ask('addFolder'),
  changeFolder: ask('changeFolder'),
  removeFolder: ask('removeFolder'),
  setFolderPaused: ask('setFolderPaused'),
  scanFolder: ask('scanFolder'),
  renewFolderMarker: ask('renewFolderMarker'),
  listProblems: ask('listProblems'),
  listWaiting: ask('listWaiting'),
  listHeldDeletes: ask('listHeldDeletes'),
  answerDeletes: ask('answerDeletes'),
  previewIgnore: ask('previewIgnore'),
  explainPath: ask('explainPath'),
  startDoctor: ask('startDoctor'),
  startDryRun: ask('startDryRun'),
  startVerify: ask('startVerify'),
  startRestore: ask('startRestore'),
  getTask: ask('getTask'),
  listTaskRows: ask('listTaskRows'),
  stopTask: ask('stopTask'),
  dismissTask: ask('dismissTask'),
  listAccounts: ask('listAccounts'),
  saveAccount: ask('saveAccount'),
  removeAccount: ask('removeAccount'),
  listRegions: ask('listRegions'),
  findAccounts: ask('findAccounts'),
  importAccount: ask('importAccount'),
  listTargets: ask('listTargets'),
  saveTarget: ask('saveTarget'),
  removeTarget: ask('removeTarget'),
  listUnfinished: ask('listUnfinished'),
  removeUnfinished: ask('removeUnfinished'),
  getLifecycleRule: ask('getLifecycleRule'),
  listHistory: ask('listHistory'),
  listProofs: ask('listProofs'),
  exportProofs: ask('exportProofs'),
  getSession: ask('getSession'),
  saveSettings: ask('saveSettings'),
  resetSettings: ask('resetSettings'),
  setDataDirectory: ask('setDataDirectory'),
  getDiagnostics: ask('getDiagnostics'),
  listDirectory: ask('listDirectory'),
  pickPaths: ask('pickPaths'),
  startTrial: ask('startTrial'),
  getDesktop: ask('getDesktop'),
  saveDesktop: ask('saveDesktop'),
  onSnapshot: listener => hear<Snapshot>('snapshot', 'snapshot:listen', listener),
  onWish: listener => hear<PageWish>('wish', 'wish:listen', listener),
  watch: watched => ipcRenderer.send('snapshot:watch', watched),
  pathOfFile: file => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld('longshore', bridge);
