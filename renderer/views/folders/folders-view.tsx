import { Button, Stack } from '@mantine/core';
import { IconFolders, IconPlus, IconQuestionMark } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSnapshot } from '../../client/context.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ViewHeader } from '../../components/view-header.tsx';
import { byFile, goTo, usePlace } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { FolderCard } from './folder-card.tsx';
import { type FolderDialog, FolderDialogs } from './folder-dialogs.tsx';
import { NewFolderDialog } from './new-folder-dialog.tsx';

export function FoldersView() {
  const say = useSay('page-folders');
  const folders = useSnapshot(now => now.folders);
  const { subject } = usePlace();
  const [dialog, setDialog] = useState<FolderDialog | null>(null);
  const [isAdding, setIsAdding] = useState(false);
  const isThere = folders?.some(({ id }) => id === subject) ?? false;

  useEffect(() => {
    if (isThere) document.getElementById(`folder-${subject}`)?.scrollIntoView({ block: 'start' });
  }, [isThere, subject]);

  return (
    <>
      <ViewHeader title={say('title')}>
        <Button
          variant="default"
          leftSection={<IconQuestionMark size={16} />}
          onClick={() => goTo('history', byFile)}
        >
          {say('explain')}
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setIsAdding(true)}>
          {say('add')}
        </Button>
      </ViewHeader>
      {folders?.length === 0 && (
        <EmptyState icon={IconFolders} title={say('empty.title')} text={say('empty.text')} />
      )}
      <Stack maw={960} pb="xl" role="region" aria-label={say('list')}>
        {folders?.map(folder => (
          <FolderCard key={folder.id} folder={folder} onDialog={setDialog} />
        ))}
      </Stack>
      <FolderDialogs dialog={dialog} onClose={() => setDialog(null)} />
      {isAdding && <NewFolderDialog onClose={() => setIsAdding(false)} />}
    </>
  );
}
