import { app, type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import type { Texts } from '../text/texts.ts';

/** The system's own dialog for files; empty when the user chose nothing. */
export async function pickPaths(
  wants: 'files' | 'folder',
  window: BrowserWindow | null,
  { sayApp }: Texts,
): Promise<readonly string[]> {
  const options: OpenDialogOptions =
    wants === 'files'
      ? { title: sayApp('pick.files'), properties: ['openFile', 'multiSelections', 'showHiddenFiles'] }
      : { title: sayApp('pick.folder'), properties: ['openDirectory', 'createDirectory', 'showHiddenFiles'] };
  const shown = window?.isVisible() ? window : null;
  const { canceled, filePaths } = await (shown
    ? dialog.showOpenDialog(shown, options)
    : dialog.showOpenDialog(options));
  return canceled ? [] : filePaths;
}

export async function revealFile(path: string): Promise<void> {
  shell.showItemInFolder(path);
}

export function showAbout(): void {
  app.setAboutPanelOptions({
    applicationName: 'Longshore',
    applicationVersion: app.getVersion(),
    copyright: 'MIT',
  });
  app.showAboutPanel();
}
