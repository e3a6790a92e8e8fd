import { Modal, Text } from '@mantine/core';
import type { FolderView, WaitingView } from '../../../preload/contract/folders.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useThrottled } from '../../client/use-throttled.ts';
import { useWindows } from '../../client/windows.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { WindowList } from '../../components/window-list.tsx';
import { useSay, useTexts } from '../../text/texts.tsx';
import { FileRow, fileRowHeight } from './file-row.tsx';

/** What is still to be done for a folder, and why. */
export function WaitingDialog({
  folder,
  onClose,
}: {
  readonly folder: FolderView;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  const texts = useTexts();
  const client = useClient();
  const revision = useThrottled(
    useSnapshot(({ revisions }) => revisions.folders),
    1_000,
  );
  const windows = useWindows<WaitingView>(['listWaiting', folder.id], revision, (offset, limit) =>
    client.request('listWaiting', { id: folder.id, offset, limit }),
  );
  const title = say('waiting.title', { name: folder.name });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={title}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      {windows.error && <ErrorPanel error={windows.error.view} />}
      {windows.total === 0 ? (
        <Text>{say('waiting.none')}</Text>
      ) : (
        <WindowList
          windows={windows}
          rowHeight={fileRowHeight}
          most={380}
          label={title}
          role="table"
          row={({ what, path, reason, size }) => (
            <FileRow
              what={say(`what.${what}` as 'what.upload')}
              path={path}
              reason={texts.sayReason(reason as never)}
              size={size}
            />
          )}
        />
      )}
    </Modal>
  );
}
