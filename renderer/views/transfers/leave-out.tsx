import { Code } from '@mantine/core';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useCommand } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';

interface LeftOut {
  readonly folder: FolderView;
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
  const tell = useTell();
  const [asked, setAsked] = useState<LeftOut | null>(null);
  const { mutate, isPending } = useCommand('changeFolder');

  function leaveOut({ folder: { id, name, settings }, line }: LeftOut): void {
    const ignore = settings.ignore.includes(line) ? settings.ignore : [...settings.ignore, line];
    mutate(
      { id, settings: { ...settings, ignore } },
      {
        onError: tell.failed,
        onSuccess: () => tell.done(say('leaveOut.done', { name })),
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
