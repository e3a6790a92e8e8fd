import { Code } from '@mantine/core';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useClient } from '../../client/context.tsx';
import { useCommand } from '../../client/requests.ts';
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
  const { mutate, isPending } = useCommand('changeFolder');

  /** A rule of an ignore file counts for more than those of the folder, and may bring the file back. */
  async function tellDone({ folder: { name }, path }: LeftOut): Promise<void> {
    // Where it can't be told, as outside of what a browser may see, the line is in the rules all the same.
    const now = await client.request('explainPath', { path }).catch(() => null);
    if (now?.isThere && now.leftOutBy === null) tell.warn(say('leaveOut.broughtBack', { name }));
    else tell.done(say('leaveOut.done', { name }));
  }

  function leaveOut(leftOut: LeftOut): void {
    const { line } = leftOut;
    const { id, settings } = leftOut.folder;
    const ignore = settings.ignore.includes(line) ? settings.ignore : [...settings.ignore, line];
    mutate(
      { id, settings: { ...settings, ignore } },
      {
        onError: tell.failed,
        onSuccess: () => void tellDone(leftOut),
        onSettled: () => setAsked(null),
      },
    );
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
        isBusy={isPending}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && leaveOut(asked)}
      >
        <Code block>{asked?.line}</Code>
      </AskDialog>
    </Context>
  );
}
