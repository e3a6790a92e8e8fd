import { ActionIcon } from '@mantine/core';
import { IconArrowBarToUp } from '@tabler/icons-react';
import { useSay } from '../../text/texts.tsx';

/** Back to the newest lines, with what has come meanwhile; null while they are there anyway. */
export function NewestButton({ newest }: { readonly newest: (() => void) | null }) {
  const say = useSay('page-history');
  return (
    <ActionIcon
      variant="default"
      size={36}
      disabled={newest === null}
      aria-label={say('newest')}
      title={say('newest')}
      onClick={() => {
        document.getElementById('content')?.scrollTo({ top: 0 });
        newest?.();
      }}
    >
      <IconArrowBarToUp size={16} />
    </ActionIcon>
  );
}
