import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { useFirstTarget } from '../../components/use-first-target.ts';
import { ViewHeader } from '../../components/view-header.tsx';
import { useSay } from '../../text/texts.tsx';
import { LifecyclePanel } from './lifecycle-panel.tsx';
import { UnfinishedList } from './unfinished-list.tsx';

/** Uploads that were begun and never completed: what they store, and a way to be rid of them. */
export function UnfinishedView() {
  const say = useSay('page-accounts');
  const first = useFirstTarget();
  return (
    <>
      <ViewHeader title={say('unfinished.title')} />
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {say('unfinished.text')}
      </Text>
      {first === null ? <Skeleton height={260} maw={720} aria-busy="true" /> : <Search first={first} />}
    </>
  );
}

/** Where to look, and what was found there. */
function Search({ first }: { readonly first: TargetView }) {
  const say = useSay('page-accounts');
  const [form, setForm] = useState(first);
  const [looked, setLooked] = useState<TargetView | null>(null);
  const [isTried, setIsTried] = useState(false);
  const target = tidyTarget(form);
  const errors = targetErrors(target);
  return (
    <>
      <form
        onSubmit={event => {
          event.preventDefault();
          setIsTried(true);
          if (Object.keys(errors).length === 0) setLooked({ ...target });
        }}
      >
        <Stack maw={720} mb="lg">
          <TargetFields target={form} errors={isTried ? errors : {}} onChange={setForm} />
          <Group>
            <Button type="submit">{say('unfinished.look')}</Button>
          </Group>
        </Stack>
      </form>
      {looked === null ? (
        <EmptyState icon={IconHourglass} title={say('unfinished.start')} />
      ) : (
        <Stack pb="xl">
          <UnfinishedList key={JSON.stringify(looked)} target={looked} />
          <LifecyclePanel target={looked} />
        </Stack>
      )}
    </>
  );
}
