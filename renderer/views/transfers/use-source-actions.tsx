import {
  IconFileUpload,
  IconFolderMinus,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
} from '@tabler/icons-react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import type { TransferRow } from '../../../preload/contract/transfers.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useTell } from '../../components/tell.ts';
import { useAdd } from '../../shell/add-context.tsx';
import { usePageSends } from '../../shell/page-sends-context.tsx';
import { useSay } from '../../text/texts.tsx';
import { hasEndedBadly } from './commands-of.ts';
import { ignoreLineOf, pathBelow } from './ignore-line.ts';
import { useLeaveOut } from './leave-out.tsx';

export interface SourceAction {
  readonly label: string;
  readonly icon: typeof IconRefresh;
  readonly run: () => void;
}

/** What whoever holds the bytes of a transfer can do about it: its folder, or this page. */
export function useSourceActions(row: TransferRow): readonly SourceAction[] {
  const folderId = row.folder?.id ?? null;
  const folder = useSnapshot(({ folders }) => folders.find(({ id }) => id === folderId) ?? null) ?? null;
  const ofFolder = useFolderActions(row, folder);
  const ofPage = usePageActions(row);
  if (folder !== null) return ofFolder;
  return row.source === 'page' && hasEndedBadly(row.state) ? ofPage : [];
}

/** A folder decides about its own files; so it is the folder that is paused, and its rules that leave a file out. */
function useFolderActions({ path }: TransferRow, folder: FolderView | null): readonly SourceAction[] {
  const say = useSay('page-transfers');
  const client = useClient();
  const tell = useTell();
  const leaveOut = useLeaveOut();
  if (folder === null) return [];
  const { id, root, name, isPaused } = folder;
  const below = path === null ? null : pathBelow(root, path);
  const line = below === null ? null : ignoreLineOf(below);
  return [
    {
      label: say(isPaused ? 'action.resumeFolder' : 'action.pauseFolder', { name }),
      icon: isPaused ? IconPlayerPlay : IconPlayerPause,
      run: () => void client.request('setFolderPaused', { id, isPaused: !isPaused }).catch(tell.failed),
    },
    ...(line === null || path === null
      ? []
      : [
          {
            label: say('action.leaveOut'),
            icon: IconFolderMinus,
            run: () => leaveOut({ folder, path, line }),
          },
        ]),
  ];
}

/** The bytes are this page's: it sends them once more, or asks for the file where it was opened anew since. */
function usePageActions(row: TransferRow): readonly SourceAction[] {
  const say = useSay('page-transfers');
  const sends = usePageSends();
  const { openAdd } = useAdd();
  const { uploadFile } = useClient();
  if (uploadFile === null) return [];
  if (sends.holds(row)) {
    return [{ label: say('command.retry'), icon: IconRefresh, run: () => sends.retry(row) }];
  }
  // Whatever the file is called by now, it is sent to the key that it was meant for.
  const { kind, bucket, key } = row;
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  const name = key.slice(prefix.length);
  const choose = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.onchange = () => {
      const [file] = input.files ?? [];
      if (file) openAdd({ files: [{ name, file }], target: { kind, bucket, prefix } });
    };
    input.click();
  };
  return [{ label: say('action.chooseAgain'), icon: IconFileUpload, run: choose }];
}
