import { ActionIcon, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useSay } from '../text/texts.tsx';

/** Copies a text; `what` names it for those who don't see the icon. */
export function CopyButton({ value, what }: { readonly value: string; readonly what: string }) {
  const say = useSay('page');
  return (
    <MantineCopyButton value={value}>
      {({ copied, copy }) => {
        const label = copied ? say('action.copied') : say('action.copy', { what });
        const Icon = copied ? IconCheck : IconCopy;
        return (
          <Tooltip label={label}>
            <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={label}>
              <Icon size={14} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        );
      }}
    </MantineCopyButton>
  );
}
