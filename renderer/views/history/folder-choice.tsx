import { Select } from '@mantine/core';
import { useSnapshot } from '../../client/context.tsx';
import { useSay } from '../../text/texts.tsx';

/** Which folder lines are about; null for all, `manual` for what was asked for by hand. */
export function FolderChoice({
  value,
  onChange,
}: {
  readonly value: string | null;
  readonly onChange: (folder: string | null) => void;
}) {
  const say = useSay('page-history');
  const folders = useSnapshot(now => now.folders) ?? [];
  return (
    <Select
      w={150}
      label={say('folder')}
      data={[
        { value: 'manual', label: say('folder.manual') },
        ...folders.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      placeholder={say('folder.all')}
      value={value}
      onChange={onChange}
      clearable
    />
  );
}
