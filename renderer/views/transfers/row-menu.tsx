import { Menu } from '@mantine/core';
import {
  IconArrowBarToUp,
  IconDots,
  IconExternalLink,
  IconFolderSearch,
  IconInfoCircle,
  IconLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { TransferCommand, TransferRow } from '../../../preload/contract/transfers.ts';
import { useSay } from '../../text/texts.tsx';
import { commandsOf, traitOf } from './commands-of.ts';
import classes from './transfers.module.css';
import { useObjectActions } from './use-object-actions.ts';
import { useSourceActions } from './use-source-actions.tsx';

const icons = {
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  retry: IconRefresh,
  cancel: IconX,
  sendNext: IconArrowBarToUp,
  forget: IconTrash,
} as const satisfies Readonly<Record<TransferCommand, unknown>>;

interface RowMenuProps {
  readonly row: TransferRow;
  readonly onCommand: (command: TransferCommand) => void;
  readonly onDetails: () => void;
}

/** What can be done with one transfer. The menu is made when it is asked for: rows come and go by the dozen. */
export function RowMenu(props: RowMenuProps) {
  const say = useSay('page-transfers');
  const [isOpen, setIsOpen] = useState(false);
  const label = say('action.menu', { name: props.row.name });
  if (isOpen) return <OpenMenu {...props} label={label} onClose={() => setIsOpen(false)} />;
  return (
    <button
      type="button"
      className={classes['dots']}
      aria-label={label}
      aria-haspopup="menu"
      tabIndex={-1}
      onClick={event => {
        event.stopPropagation();
        setIsOpen(true);
      }}
    >
      <IconDots size={16} />
    </button>
  );
}

function OpenMenu({
  row,
  onCommand,
  onDetails,
  label,
  onClose,
}: RowMenuProps & { readonly label: string; readonly onClose: () => void }) {
  const say = useSay('page-transfers');
  const { openLink, copyLink, showFile, showLabel } = useObjectActions(row);
  const sourceActions = useSourceActions(row);
  return (
    <Menu position="bottom-end" withinPortal defaultOpened onClose={onClose}>
      <Menu.Target>
        <button type="button" className={classes['dots']} aria-label={label} tabIndex={-1}>
          <IconDots size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown onClick={event => event.stopPropagation()}>
        <Menu.Item leftSection={<IconInfoCircle size={15} />} onClick={onDetails}>
          {say('action.details')}
        </Menu.Item>
        {commandsOf(traitOf(row)).map(command => {
          const Icon = icons[command];
          return (
            <Menu.Item
              key={command}
              leftSection={<Icon size={15} />}
              color={command === 'cancel' ? 'red' : undefined}
              onClick={() => onCommand(command)}
            >
              {say(`command.${command}`)}
            </Menu.Item>
          );
        })}
        {sourceActions.map(({ label: text, icon: Icon, run }) => (
          <Menu.Item key={text} leftSection={<Icon size={15} />} onClick={run}>
            {text}
          </Menu.Item>
        ))}
        {openLink && (
          <Menu.Item leftSection={<IconExternalLink size={15} />} onClick={openLink}>
            {say('action.openLink')}
          </Menu.Item>
        )}
        {copyLink && (
          <Menu.Item leftSection={<IconLink size={15} />} onClick={copyLink}>
            {say('action.link')}
          </Menu.Item>
        )}
        {showFile && (
          <Menu.Item leftSection={<IconFolderSearch size={15} />} onClick={showFile}>
            {showLabel}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
