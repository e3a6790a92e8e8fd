// Loaded before the app, by Electron as by the stand-in: keeps what the app shows where no window is, and answers its dialogs.
'use strict';
const { app, BrowserWindow, Tray, Notification, dialog, shell } = require('electron');

/** @type {any} */
const seen = {
  trays: new Map(),
  notifications: [],
  dialogs: [],
  opened: [],
  shown: [],
  progress: null,
  badge: 0,
  awake: 0,
  workers: new Set(),
  answers: {
    showMessageBox: { response: 0, checkboxChecked: false },
    showOpenDialog: { canceled: true, filePaths: [] },
  },
};
globalThis.longshoreSeen = seen;

for (const name of ['setImage', 'setToolTip', 'setContextMenu']) {
  const before = Tray.prototype[name];
  Tray.prototype[name] = function (value) {
    seen.trays.set(this, { ...seen.trays.get(this), [name]: value });
    return before.call(this, value);
  };
}
const setProgressBar = BrowserWindow.prototype.setProgressBar;
BrowserWindow.prototype.setProgressBar = function (progress, ...more) {
  seen.progress = progress;
  return setProgressBar.call(this, progress, ...more);
};
const setBadgeCount = app.setBadgeCount;
app.setBadgeCount = count => {
  seen.badge = count;
  return setBadgeCount.call(app, count);
};
const show = Notification.prototype.show;
Notification.prototype.show = function () {
  seen.notifications.push(this);
  return show.call(this);
};
for (const name of ['showMessageBox', 'showOpenDialog']) {
  dialog[name] = async (...args) => {
    seen.dialogs.push({ name, options: args.at(-1) });
    return seen.answers[name];
  };
}
dialog.showErrorBox = (title, content) =>
  void seen.dialogs.push({ name: 'showErrorBox', options: { title, content } });
shell.openExternal = async url => void seen.opened.push(url);
shell.showItemInFolder = path => void seen.shown.push(path);

// Threads of the app, so that a spec can end one.
const { Worker } = process.getBuiltinModule('node:worker_threads');
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (...args) {
  if (!seen.workers.has(this)) this.once('exit', () => seen.workers.delete(this));
  seen.workers.add(this);
  return post.apply(this, args);
};
