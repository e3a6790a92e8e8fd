import { Badge, VisuallyHidden } from '@mantine/core';
import { useSnapshot } from '../client/context.tsx';
import { useSay } from '../text/texts.tsx';
import { useFormats } from '../text/use-formats.ts';
import classes from './frame.module.css';
import type { ViewName } from './views.ts';

/** A badge has room for two digits. */
const most = 99;

/** Beside the name of a view that something in it needs the user. */
export function MenuBadge({ view }: { readonly view: ViewName }) {
  const say = useSay('page');
  const { grouped } = useFormats();
  const failed = useSnapshot(({ counts }) => counts.failed) ?? 0;
  const asking =
    useSnapshot(
      ({ folders }) =>
        folders.filter(({ standing }) =>
          ['deletesHeld', 'blocked', 'rootLost', 'problems', 'stale'].includes(standing),
        ).length,
    ) ?? 0;
  const count = view === 'transfers' ? failed : view === 'folders' ? asking : 0;
  if (count === 0) return null;
  const label = view === 'transfers' ? say('menu.failed', { count }) : say('menu.asks', { count });
  return (
    <Badge className={classes['badge'] ?? ''} size="sm" color="red" variant="filled" title={label}>
      <span aria-hidden="true">{count > most ? `${grouped(most)}+` : grouped(count)}</span>
      <VisuallyHidden>{label}</VisuallyHidden>
    </Badge>
  );
}
