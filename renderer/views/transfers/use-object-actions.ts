import type { TransferRow } from '../../../preload/contract/transfers.ts';
import { useClient } from '../../client/context.tsx';
import { useTell } from '../../components/tell.ts';
import { useSession } from '../../shell/session.tsx';
import { useSay } from '../../text/texts.tsx';

/** A link to share works for so long. */
const linkSeconds = 3_600;

/** What can be done with a transfer's object and with its file; null for what it has not. */
export function useObjectActions({ id, state, path }: Pick<TransferRow, 'id' | 'state' | 'path'>) {
  const say = useSay('page-transfers');
  const client = useClient();
  const tell = useTell();
  const { face } = useSession();

  /** Browsers keep the clipboard from pages that came over a network without TLS; the text is shown then. */
  async function copy(text: string, told: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      tell.done(told);
    } catch {
      tell.done(say('copy.refused', { text }));
    }
  }

  async function withLink(use: (url: string) => unknown): Promise<void> {
    try {
      const { url } = await client.request('makeLink', { id, seconds: linkSeconds });
      await use(url);
    } catch (thrown) {
      tell.failed(thrown);
    }
  }

  const isStored = state === 'done';
  return {
    openLink: isStored ? () => void withLink(url => window.open(url, '_blank', 'noopener,noreferrer')) : null,
    copyLink: isStored ? () => void withLink(url => copy(url, say('link.copied'))) : null,
    showFile:
      path === null
        ? null
        : () =>
            void (face === 'desktop'
              ? client.request('revealFile', { id }).catch(tell.failed)
              : copy(path, say('path.copied'))),
    showLabel: say(face === 'desktop' ? 'action.reveal' : 'action.copyPath'),
  };
}
