import { Group, Select, Stack, TextInput } from '@mantine/core';
import type { ObjectWishes, SavedTarget, TargetView } from '../../preload/contract/targets.ts';
import { useRequest } from '../client/requests.ts';
import { useSaid } from '../text/said.ts';
import { useSay } from '../text/texts.tsx';
import type { TargetErrors } from './target-check.ts';

const usual = { oss: 'usual:oss', s3: 'usual:s3' } as const;

/** Account, bucket and prefix; a saved target fills them, and brings its options. */
export function TargetFields({
  target,
  errors,
  onChange,
  onOptions,
  hidesSaved = false,
}: {
  readonly target: TargetView;
  readonly errors: TargetErrors;
  readonly onChange: (target: TargetView) => void;
  readonly onOptions?: (options: ObjectWishes) => void;
  readonly hidesSaved?: boolean;
}) {
  const say = useSay('page-accounts');
  const said = useSaid('page-accounts');
  const { data: accounts = [] } = useRequest('listAccounts', {}, 'accounts');
  const { data: saved = [] } = useRequest('listTargets', {}, 'targets');
  const value = target.account === null ? usual[target.kind] : `account:${target.account}`;
  const names = new Set(accounts.map(({ name }) => name));
  const isGone = target.account !== null && !names.has(target.account);

  function chooseAccount(next: string | null): void {
    if (next === null) return;
    if (next === usual.oss || next === usual.s3) {
      return onChange({ ...target, account: null, kind: next === usual.oss ? 'oss' : 's3' });
    }
    const name = next.slice('account:'.length);
    const kind = accounts.find(account => account.name === name)?.kind ?? target.kind;
    onChange({ ...target, account: name, kind });
  }

  function chooseSaved(name: string | null): void {
    const found: SavedTarget | undefined = saved.find(each => each.name === name);
    if (found === undefined) return;
    const { account, kind, bucket, prefix, options } = found;
    onChange({ account, kind, bucket, prefix });
    onOptions?.(options);
  }

  return (
    <Stack gap="sm">
      {saved.length > 0 && !hidesSaved && (
        <Select
          label={say('target.saved')}
          placeholder={say('target.saved.none')}
          data={saved.map(({ name }) => name)}
          value={saved.find(each => isSameTarget(each, target))?.name ?? null}
          onChange={chooseSaved}
          searchable
        />
      )}
      <Select
        label={say('target.account')}
        data={[
          ...accounts.map(({ name }) => ({ value: `account:${name}`, label: name })),
          ...(isGone ? [{ value, label: target.account ?? '' }] : []),
          { value: usual.oss, label: say('target.usual.oss') },
          { value: usual.s3, label: say('target.usual.s3') },
        ]}
        value={value}
        onChange={chooseAccount}
        allowDeselect={false}
      />
      <Group grow align="flex-start">
        <TextInput
          label={say('target.bucket')}
          value={target.bucket}
          error={errors.bucket && said(errors.bucket)}
          onChange={event => onChange({ ...target, bucket: event.currentTarget.value })}
        />
        <TextInput
          label={say('target.prefix')}
          placeholder="backup/2026/"
          value={target.prefix}
          error={errors.prefix && said(errors.prefix)}
          onChange={event => onChange({ ...target, prefix: event.currentTarget.value })}
        />
      </Group>
    </Stack>
  );
}

function isSameTarget(a: TargetView, b: TargetView): boolean {
  return a.account === b.account && a.kind === b.kind && a.bucket === b.bucket && a.prefix === b.prefix;
}
