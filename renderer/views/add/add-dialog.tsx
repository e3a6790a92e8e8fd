import { Alert, Button, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Added } from '../../../preload/contract/transfers.ts';
import { RequestError } from '../../client/client.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useCommand, useRequest } from '../../client/requests.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { useHasInnerDialog } from '../../components/inner-dialog.ts';
import { ShownError } from '../../components/shown-error.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { wishOfError } from '../../components/wishes-form.ts';
import { useTakeDropped } from '../../shell/add-context.tsx';
import { usePageSends, useSendsNow } from '../../shell/page-sends-context.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { addErrors, addFieldOf, emptyAddForm, formToAdd, withOptions } from './add-form.ts';
import { AddOptions } from './add-options.tsx';
import { AddResult, SendingFromPage } from './add-result.tsx';
import { FileSources, type SourceKind, type Sources, TextSource, WebSource } from './add-sources.tsx';
import { type Dropped, sharedName, withFiles } from './dropped.ts';
import { firstTarget, keepLastTarget } from './last-target.ts';
import { isTooLong } from './text-length.ts';

const kinds: readonly SourceKind[] = ['files', 'text', 'web'];

/**
 * Adds uploads: what, where to, and how. What is dropped meanwhile is taken up; once something is being sent, `onClose` is given it for the next
 * dialog.
 */
export function AddDialog({
  dropped,
  onClose,
}: {
  readonly dropped: Dropped;
  readonly onClose: (next: Dropped | null) => void;
}) {
  const say = useSay('page-add');
  const client = useClient();
  const describe = useErrorText();
  const hasInner = useHasInnerDialog();
  const [sources, setSources] = useState(() => sourcesOf(dropped));
  const [before] = useState(() => firstTarget(dropped.target));
  const [form, setForm] = useState(() => emptyAddForm(before.target));
  const [isTried, setIsTried] = useState(false);
  const [hasAccount, setHasAccount] = useState(before.hasAccount);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<RequestError | null>(null);
  const [added, setAdded] = useState<Added | null>(null);
  const { start, stop, again } = usePageSends();
  const [hasStarted, setHasStarted] = useState(false);
  const now = useSendsNow();
  const sends = hasStarted ? now : null;
  const { data: accounts } = useRequest('listAccounts', {}, 'accounts');
  const { kind: kindBefore } = dropped.target ?? {};
  const first = accounts?.find(({ kind }) => kindBefore === undefined || kind === kindBefore);
  // Without a target of before, an account that is saved is likelier meant than one of the environment, also for who types before it is known.
  if (first && !isTried && !hasAccount) {
    setHasAccount(true);
    setForm({ ...form, target: { ...form.target, account: first.name, kind: first.kind } });
  }
  const others = useRef<ReadonlySet<string>>(new Set());
  const tasks = useSnapshot(now => now.tasks) ?? [];
  const adding = tasks.find(({ id, kind, isOver }) => kind === 'add' && !isOver && !others.current.has(id));
  const stopAdding = useCommand('stopTask');

  const target = tidyTarget(form.target);
  const isFiles = sources.kind === 'files' && sources.files.length === 0;
  const errors = { target: targetErrors(target), options: addErrors(form, isFiles) };
  const missing = missingOf(sources);
  const shared = sources.kind === 'files' ? sharedName(sources.paths, sources.files) : null;
  const isRight =
    missing === null &&
    shared === null &&
    Object.keys(errors.target).length === 0 &&
    Object.keys(errors.options).length === 0;
  const count = sources.kind === 'files' ? sources.paths.length + sources.files.length : 0;
  const refused = error === null ? null : (wishOfError(error.view) ?? addFieldOf(error.view));
  const isSending = sends !== null && !sends.isOver;
  const hasAdded = (added !== null || hasStarted) && !isBusy;

  const next = useRef<Dropped | null>(null);
  const close = () => onClose(next.current);
  useTakeDropped(more => {
    if (added === null && !hasStarted && !isBusy) setSources(before => withDropped(before, more));
    else if (hasAdded) onClose(more);
    else next.current = more;
  });

  async function add(): Promise<void> {
    setIsTried(true);
    setError(null);
    if (!isRight) return;
    others.current = new Set(tasks.map(({ id }) => id));
    setIsBusy(true);
    const wishes = formToAdd({ ...form, target });
    const name = sources.name.trim() === '' ? null : sources.name.trim();
    try {
      keepLastTarget(target);
      if (sources.kind === 'text')
        setAdded(await client.request('addText', { ...wishes, text: sources.text, name: name ?? '' }));
      else if (sources.kind === 'web')
        setAdded(await client.request('addUrl', { ...wishes, url: sources.url.trim(), name }));
      else {
        const { paths, files } = sources;
        if (paths.length > 0)
          setAdded(
            await client.request('addPaths', { ...wishes, paths, name: paths.length === 1 ? name : null }),
          );
        if (files.length > 0) {
          setHasStarted(true);
          void start(files, wishes);
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof RequestError)) throw thrown;
      setError(thrown);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Modal
      opened
      closeOnEscape={!hasInner}
      onClose={isBusy ? () => {} : close}
      title={say('title')}
      size="lg"
      closeButtonProps={{ 'aria-label': say('close') }}
      withCloseButton={!isBusy}
    >
      {added !== null || hasStarted ? (
        <Stack>
          {added && <AddResult added={added} />}
          {sends && <SendingFromPage sends={sends} onStop={stop} onAgain={again} />}
          <DialogFooter>
            <Button onClick={close} disabled={isBusy} data-autofocus>
              {say(isSending ? 'sending.background' : 'close')}
            </Button>
          </DialogFooter>
        </Stack>
      ) : (
        <form
          onSubmit={event => {
            event.preventDefault();
            void add();
          }}
        >
          <Stack gap="md">
            <SegmentedControl
              fullWidth
              aria-label={say('what')}
              value={sources.kind}
              onChange={kind => setSources({ ...sources, kind: kind as SourceKind })}
              data={kinds.map(value => ({ value, label: say(`tab.${value}`) }))}
            />
            {sources.kind === 'files' && <FileSources sources={sources} onChange={setSources} />}
            {sources.kind === 'text' && (
              <TextSource
                sources={sources}
                isNameMissing={isTried && missing === 'name'}
                onChange={setSources}
              />
            )}
            {sources.kind === 'web' && (
              <WebSource sources={sources} isWrong={isTried && missing === 'url'} onChange={setSources} />
            )}
            {isTried && missing === 'nothing' && <Wrong text={say('wrong.nothing')} />}
            {shared !== null && <Wrong text={say('wrong.shared', { name: shared })} />}
            <TargetFields
              target={form.target}
              errors={isTried ? errors.target : {}}
              onChange={next => {
                if (next.account !== form.target.account) setHasAccount(true);
                setForm({ ...form, target: next });
              }}
              onOptions={options => setForm(before => withOptions(before, options))}
            />
            <AddOptions
              form={form}
              errors={errors.options}
              refusals={refused !== null && error ? { [refused]: describe(error.view).cause } : {}}
              isTried={isTried}
              onChange={setForm}
            />
            {error?.view.code === 'request.stopped' ? (
              <Alert color="orange">{say('adding.stopped')}</Alert>
            ) : (
              error && <ShownError error={error.view} />
            )}
            <DialogFooter>
              {isBusy && adding && (
                <Text size="sm" c="dimmed" className="figures">
                  {say('adding', { count: Number(adding.counts['files'] ?? 0) })}
                </Text>
              )}
              {isBusy && adding ? (
                <Button variant="default" onClick={() => stopAdding.mutate({ id: adding.id })}>
                  {say('adding.stop')}
                </Button>
              ) : (
                <Button variant="default" onClick={close} disabled={isBusy}>
                  {say('cancel')}
                </Button>
              )}
              <Button type="submit" loading={isBusy}>
                {count > 0 ? say('add.count', { count }) : say('add')}
              </Button>
            </DialogFooter>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function sourcesOf({ paths = [], files = [], text = '', url = '' }: Dropped): Sources {
  const kind = url !== '' ? 'web' : text !== '' ? 'text' : 'files';
  return { kind, paths, files, text, url, name: '' };
}

/** What was chosen, and what is dropped besides. Pure. */
function withDropped(before: Sources, more: Dropped): Sources {
  const { kind, paths, files, text, url } = sourcesOf(more);
  if (kind === 'text') return { ...before, kind, text };
  if (kind === 'web') return { ...before, kind, url };
  return {
    ...before,
    kind,
    paths: [...new Set([...before.paths, ...paths])],
    files: withFiles(before.files, files),
  };
}

/** What is still missing before anything can be sent; null for nothing. Pure. */
function missingOf(sources: Sources): 'nothing' | 'name' | 'url' | 'shorter' | null {
  if (sources.kind === 'text' && isTooLong(sources.text)) return 'shorter';
  if (sources.kind === 'text') return sources.name.trim() === '' ? 'name' : null;
  if (sources.kind === 'web') return /^https?:\/\/[^/]/i.test(sources.url.trim()) ? null : 'url';
  return sources.paths.length + sources.files.length === 0 ? 'nothing' : null;
}

function Wrong({ text }: { readonly text: string }) {
  return (
    <Text size="sm" c="red" role="alert">
      {text}
    </Text>
  );
}
