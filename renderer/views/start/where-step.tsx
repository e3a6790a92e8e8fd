import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCloudLock, IconFlask } from '@tabler/icons-react';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { DoctorPanel } from '../../components/doctor-panel.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PathField } from '../../components/path-field.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { useSay } from '../../text/texts.tsx';
import { AccountEditor } from '../accounts/account-dialog.tsx';
import { ImportDialog } from '../accounts/import-dialog.tsx';

type Way = 'choose' | 'account' | 'bucket' | 'trial';

/** A bucket of one's own, or one on this computer. */
export function WhereStep({ onChosen }: { readonly onChosen: (target: TargetView) => void }) {
  const { data: accounts = [] } = useRequest('listAccounts', {}, 'accounts');
  const [way, setWay] = useState<Way>('choose');
  const [target, setTarget] = useState<TargetView>({ account: null, kind: 'oss', bucket: '', prefix: '' });
  if (way === 'trial') return <TrialStep onChosen={onChosen} onBack={() => setWay('choose')} />;
  if (way === 'account') {
    return (
      <AccountEditor
        saved={null}
        others={accounts.map(({ name }) => name)}
        onCancel={() => setWay('choose')}
        onSaved={({ name, kind }) => {
          setTarget({ ...target, account: name, kind });
          setWay('bucket');
        }}
      />
    );
  }
  if (way === 'bucket')
    return <BucketStep first={target} onChosen={onChosen} onBack={() => setWay('choose')} />;
  return (
    <Choice
      hasAccounts={accounts.length > 0}
      onAccount={() => {
        const [first] = accounts;
        if (first === undefined) return setWay('account');
        setTarget({ ...target, account: first.name, kind: first.kind });
        setWay('bucket');
      }}
      onTrial={() => setWay('trial')}
    />
  );
}

function Choice({
  hasAccounts,
  onAccount,
  onTrial,
}: {
  readonly hasAccounts: boolean;
  readonly onAccount: () => void;
  readonly onTrial: () => void;
}) {
  const say = useSay('page-start');
  const sayAccounts = useSay('page-accounts');
  const [isImporting, setIsImporting] = useState(false);
  const { data: found = [] } = useRequest('findAccounts', {});
  const takeable = found.filter(({ error }) => error === null);
  return (
    <Stack>
      <Text size="sm">{say('where.text')}</Text>
      <SimpleGrid cols={2}>
        <WayCard
          icon={<IconCloudLock size={28} stroke={1.5} />}
          title={say('where.account')}
          text={say('where.account.text')}
          onClick={onAccount}
        />
        <WayCard
          icon={<IconFlask size={28} stroke={1.5} />}
          title={say('where.trial')}
          text={say('where.trial.text')}
          onClick={onTrial}
        />
      </SimpleGrid>
      {takeable.length > 0 && !hasAccounts && (
        <Group gap="sm">
          <Text size="sm">{say('where.found', { count: takeable.length })}</Text>
          <Button size="compact-sm" variant="subtle" onClick={() => setIsImporting(true)}>
            {sayAccounts('import')}
          </Button>
        </Group>
      )}
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
    </Stack>
  );
}

function WayCard({
  icon,
  title,
  text,
  onClick,
}: {
  readonly icon: React.ReactNode;
  readonly title: string;
  readonly text: string;
  readonly onClick: () => void;
}) {
  return (
    <Card
      withBorder
      padding="lg"
      component="button"
      type="button"
      onClick={onClick}
      ta="left"
      style={{ cursor: 'pointer' }}
    >
      <Stack gap="xs">
        {icon}
        <Title order={2} fz="md">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </Stack>
    </Card>
  );
}

function TrialStep({
  onChosen,
  onBack,
}: {
  readonly onChosen: (target: TargetView) => void;
  readonly onBack: () => void;
}) {
  const say = useSay('page-start');
  const [folder, setFolder] = useState('');
  const { mutate, isPending, error } = useCommand('startTrial');
  return (
    <Stack>
      <Text size="sm">{say('where.trial.text')}</Text>
      <PathField
        label={say('where.trialFolder')}
        description={say('where.trialFolder.usual')}
        wants="folder"
        value={folder}
        onChange={setFolder}
      />
      {error && <ErrorPanel error={error.view} />}
      <Group>
        <Button variant="default" onClick={onBack}>
          {say('back')}
        </Button>
        <Button
          loading={isPending}
          onClick={() =>
            mutate(
              { folder: folder.trim() === '' ? null : folder.trim() },
              { onSuccess: ({ account, bucket }) => onChosen({ account, kind: 'oss', bucket, prefix: '' }) },
            )
          }
        >
          {say('where.startTrial')}
        </Button>
      </Group>
    </Stack>
  );
}

function BucketStep({
  first,
  onChosen,
  onBack,
}: {
  readonly first: TargetView;
  readonly onChosen: (target: TargetView) => void;
  readonly onBack: () => void;
}) {
  const say = useSay('page-start');
  const [form, setForm] = useState(first);
  const [isTried, setIsTried] = useState(false);
  const [tested, setTested] = useState<TargetView | null>(null);
  const [isWell, setIsWell] = useState(false);
  const target = tidyTarget(form);
  const errors = targetErrors(target);
  const isRight = Object.keys(errors).length === 0;

  function withRightTarget(then: () => void): void {
    setIsTried(true);
    if (isRight) then();
  }

  return (
    <Stack>
      <Title order={2} fz="md">
        {say('where.bucket')}
      </Title>
      <TargetFields target={form} errors={isTried ? errors : {}} onChange={setForm} />
      {tested && <DoctorPanel target={tested} onOver={setIsWell} />}
      <Group>
        <Button variant="default" onClick={onBack}>
          {say('back')}
        </Button>
        {tested && isWell ? (
          <Button onClick={() => onChosen(tested)}>{say('where.goOn')}</Button>
        ) : (
          <>
            <Button onClick={() => withRightTarget(() => setTested({ ...target }))}>
              {say('where.test')}
            </Button>
            <Button variant="subtle" onClick={() => withRightTarget(() => onChosen(target))}>
              {say('where.goOn')}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
