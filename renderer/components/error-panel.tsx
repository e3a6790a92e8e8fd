import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ErrorView } from '../../preload/contract/common.ts';
import { useErrorText, useSay } from '../text/texts.tsx';

/** What happened, what to do, and the code and request id for those who ask for help. */
export function ErrorPanel({ error }: { readonly error: ErrorView }) {
  const say = useSay('page');
  const { cause, remedy, code, requestId } = useErrorText()(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={cause}>
      <Text size="sm">{remedy}</Text>
      <Text size="xs" c="dimmed" mt={4}>
        {say('error.code', { code, requestId })}
      </Text>
    </Alert>
  );
}
