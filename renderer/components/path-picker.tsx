import { ActionIcon, Anchor, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowUp, IconFile, IconFolder } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { DirectoryListing } from '../../preload/contract/settings.ts';
import { useClient } from '../client/context.tsx';
import { useRequest } from '../client/requests.ts';
import { useSession } from '../shell/session.tsx';
import { useSay } from '../text/texts.tsx';
import { useFormats } from '../text/use-formats.ts';
import { DialogFooter } from './dialog-footer.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { useInnerDialog } from './inner-dialog.ts';
import { useTell } from './tell.ts';
import { VirtualRows } from './virtual-rows.tsx';

type Wants = 'files' | 'folder';

/** A button that lets the user choose files or a folder of the engine's machine: by the system's dialog, or by one of our own in a browser. */
export function PathPicker({
  wants,
  label,
  onPick,
  variant = 'default',
}: {
  readonly wants: Wants;
  readonly label: string;
  readonly onPick: (paths: readonly string[]) => void;
  readonly variant?: string;
}) {
  const { face } = useSession();
  const client = useClient();
  const tell = useTell();
  const [isOpen, setIsOpen] = useState(false);

  async function pick(): Promise<void> {
    if (face === 'browser') return setIsOpen(true);
    try {
      const paths = await client.request('pickPaths', { wants });
      if (paths.length > 0) onPick(paths);
    } catch (thrown) {
      tell.failed(thrown);
    }
  }

  return (
    <>
      <Button variant={variant} onClick={() => void pick()} style={{ flex: 'none' }}>
        {label}
      </Button>
      {isOpen && (
        <Browser
          wants={wants}
          onClose={() => setIsOpen(false)}
          onPick={paths => {
            setIsOpen(false);
            onPick(paths);
          }}
        />
      )}
    </>
  );
}

function Browser({
  wants,
  onPick,
  onClose,
}: {
  readonly wants: Wants;
  readonly onPick: (paths: readonly string[]) => void;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  useInnerDialog();
  const [place, setPlace] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data, error } = useRequest('listDirectory', { path: place });

  function goTo(path: string | null): void {
    setPlace(path);
    setTyped(null);
    setFilter('');
  }

  function toggle(path: string): void {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
  }

  const picked = wants === 'folder' ? (data ? [data.path] : []) : [...chosen];
  return (
    <Modal
      opened
      onClose={onClose}
      title={say(`picker.${wants}`)}
      size="lg"
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack gap="sm">
        <form
          onSubmit={event => {
            event.preventDefault();
            goTo(typed ?? place);
          }}
        >
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <ActionIcon
              variant="default"
              size={36}
              disabled={!data?.parent}
              onClick={() => goTo(data?.parent ?? null)}
              aria-label={say('picker.up')}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <TextInput
              style={{ flex: 1 }}
              aria-label={say('picker.path')}
              value={typed ?? data?.path ?? ''}
              onChange={event => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {say('picker.go')}
            </Button>
          </Group>
        </form>
        {data && data.roots.length > 1 && (
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {say('picker.root')}
            </Text>
            {data.roots.map(root => (
              <Anchor key={root} component="button" type="button" size="xs" onClick={() => goTo(root)}>
                {root}
              </Anchor>
            ))}
          </Group>
        )}
        <TextInput
          size="xs"
          placeholder={say('picker.filter')}
          aria-label={say('picker.filter')}
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
        />
        {error && <ErrorPanel error={error.view} />}
        {data && !error && (
          <Entries
            data={data}
            filter={filter}
            wants={wants}
            chosen={chosen}
            onOpen={goTo}
            onToggle={toggle}
          />
        )}
        {data && !data.isComplete && (
          <Text size="xs" c="dimmed">
            {say('picker.cut', { count: data.entries.length })}
          </Text>
        )}
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {say('action.cancel')}
          </Button>
          <Button disabled={picked.length === 0 || error !== null} onClick={() => onPick(picked)}>
            {wants === 'folder' ? say('picker.useFolder') : say('picker.use', { count: picked.length })}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  );
}

const rowHeight = 30;

function Entries({
  data,
  filter,
  wants,
  chosen,
  onOpen,
  onToggle,
}: {
  readonly data: DirectoryListing;
  readonly filter: string;
  readonly wants: Wants;
  readonly chosen: ReadonlySet<string>;
  readonly onOpen: (path: string) => void;
  readonly onToggle: (path: string) => void;
}) {
  const say = useSay('page-folders');
  const { bytes } = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = filter.toLowerCase();
  const found = data.entries.filter(
    ({ name, isDirectory }) => (wants === 'files' || isDirectory) && name.toLowerCase().includes(wanted),
  );
  return (
    <div
      // Each directory, and each search in it, begins at its top.
      key={`${data.path} ${filter}`}
      ref={scroller}
      style={{ height: 280, overflow: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={say('picker.entries', { path: data.path })}
    >
      {found.length === 0 && (
        <Text size="sm" c="dimmed" py="lg" ta="center">
          {say(filter === '' ? 'picker.empty' : 'picker.noMatch')}
        </Text>
      )}
      <VirtualRows
        scroller={scroller}
        count={found.length}
        rowHeight={rowHeight}
        row={index => {
          const entry = found[index];
          if (entry === undefined) return null;
          const { name, path, isDirectory, size } = entry;
          return (
            <Group gap="xs" wrap="nowrap" h={rowHeight} pr="sm">
              {wants === 'files' && (
                <Checkbox
                  size="xs"
                  checked={chosen.has(path)}
                  onChange={() => onToggle(path)}
                  aria-label={say('picker.select', { name })}
                />
              )}
              {isDirectory ? <IconFolder size={16} stroke={1.5} /> : <IconFile size={16} stroke={1.5} />}
              {isDirectory ? (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  truncate
                  style={{ flex: 1 }}
                  onClick={() => onOpen(path)}
                >
                  {name}
                </Anchor>
              ) : (
                <Text size="sm" style={{ flex: 1 }} truncate title={name}>
                  {name}
                </Text>
              )}
              {!isDirectory && (
                <Text size="xs" c="dimmed" className="figures" style={{ flex: 'none' }}>
                  {bytes(size)}
                </Text>
              )}
            </Group>
          );
        }}
      />
    </div>
  );
}
