import type { FolderView } from '../../../preload/contract/folders.ts';
import { DryRunDialog } from './dry-run-dialog.tsx';
import { MarkerDialog, RemoveDialog, RestoreDialog, VerifyDialog } from './folder-questions.tsx';
import { FolderSettingsDialog } from './folder-settings-dialog.tsx';
import { ProblemsDialog } from './problems-dialog.tsx';
import { WaitingDialog } from './waiting-dialog.tsx';

/** What is open about a folder. */
export interface FolderDialog {
  readonly kind: 'verify' | 'dryRun' | 'problems' | 'waiting' | 'settings' | 'restore' | 'marker' | 'remove';
  readonly folder: FolderView;
}

export function FolderDialogs({
  dialog,
  onClose,
}: {
  readonly dialog: FolderDialog | null;
  readonly onClose: () => void;
}) {
  if (dialog === null) return null;
  const { kind, folder } = dialog;
  switch (kind) {
    case 'verify':
      return <VerifyDialog folder={folder} onClose={onClose} />;
    case 'dryRun':
      return <DryRunDialog folder={folder} onClose={onClose} />;
    case 'problems':
      return <ProblemsDialog folder={folder} onClose={onClose} />;
    case 'waiting':
      return <WaitingDialog folder={folder} onClose={onClose} />;
    case 'settings':
      return <FolderSettingsDialog folder={folder} onClose={onClose} />;
    case 'restore':
      return <RestoreDialog folder={folder} onClose={onClose} />;
    case 'marker':
      return <MarkerDialog folder={folder} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog folder={folder} onClose={onClose} />;
  }
}
