import { Code } from '@mantine/core';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useClient } from '../../client/context.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';

interface LeftOut {
  readonly folder: FolderView;
  readonly path: string;
  /** Of the folder's ignore rules. */
  readonly line: string;
}

const Context = createContext<((leftOut: LeftOut) => void) | null>(null);

/** Asks whether a file is to be left out of its folder from now on. */
export function useLeaveOut(): (leftOut: LeftOut) => void {
  const ask = useContext(Context);
  if (ask === null) throw new Error('no LeaveOutProvider above');
  return ask;
}

export function LeaveOutProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay('page-transfers');
  const client = useClient();
  const tell = useTell();
  const [asked, setAsked] = useState<LeftOut | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  /** A rule of an ignore file counts for more than those of the folder, and may bring the file back. */
  async function tellDone({ folder: { name }, path }: LeftOut): Promise<void> {
    // Where it can't be told, as outside of what a browser may see, the line is in the rules all the same.
    const now = await client.request('explainPath', { path }).catch(() => null);
    if (now?.isThere && now.leftOutBy === null) tell.warn(say('leaveOut.broughtBack', { name }));
    else tell.done(say('leaveOut.done', { name }));
  }

  /** Adds to the rules as they are by now: they may have been changed since the menu was opened. */
  async function addRule({ line, folder: { id, settings: before } }: LeftOut): Promise<void> {
    const folders = await client.request('listFolders', {});
    const { settings } = folders.find(folder => folder.id === id) ?? { settings: before };
    if (settings.ignore.includes(line)) return;
    await client.request('changeFolder', {
      id,
      settings: { ...settings, ignore: [...settings.ignore, line] },
    });
  }

  async function leaveOut(leftOut: LeftOut): Promise<void> {
    setIsBusy(true);
    try {
      await addRule(leftOut);
      void tellDone(leftOut);
    } catch (thrown) {
      tell.failed(thrown);
    } finally {
      setIsBusy(false);
      setAsked(null);
    }
  }

  return (
    <Context value={setAsked}>
      {children}
      <AskDialog
        opened={asked !== null}
        title={say('leaveOut.title')}
        text={say('leaveOut.text', { name: asked?.folder.name ?? '' })}
        confirm={say('leaveOut.confirm')}
        back={say('leaveOut.back')}
        isBusy={isBusy}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && void leaveOut(asked)}
      >
        <Code block>{asked?.line}</Code>
      </AskDialog>
    </Context>
  );
}
