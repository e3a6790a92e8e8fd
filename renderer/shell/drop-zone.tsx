import { Center, Overlay, Paper, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useClient } from '../client/context.tsx';
import { useTell } from '../components/tell.ts';
import { useSay } from '../text/texts.tsx';
import { useAdd } from './add-context.tsx';
import { readDropped } from './read-dropped.ts';

/** Takes what is dropped or pasted anywhere in the page. */
export function DropZone() {
  const say = useSay('page');
  const client = useClient();
  const { openAdd } = useAdd();
  const tell = useTell();
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    let depth = 0;
    const take = (transfer: DataTransfer) => {
      readDropped(transfer, file => client.pathOfFile(file)).then(openAdd, tell.failed);
    };
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setIsOver(false);
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      const isTyping =
        event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if (isTyping || event.clipboardData === null) return;
      event.preventDefault();
      take(event.clipboardData);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [client, openAdd, tell]);

  if (!isOver) return null;
  return (
    <Overlay fixed zIndex={1_000} backgroundOpacity={0.5} blur={2} style={{ pointerEvents: 'none' }}>
      <Center h="100%">
        <Paper p="xl" radius="lg" shadow="xl" ta="center">
          <IconUpload size={40} stroke={1.4} />
          <Text fw={600} fz="lg">
            {say('drop.title')}
          </Text>
          <Text c="dimmed" size="sm">
            {say('drop.text')}
          </Text>
        </Paper>
      </Center>
    </Overlay>
  );
}
