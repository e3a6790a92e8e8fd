import { Title } from '@mantine/core';
import { useSay } from '../../text/texts.tsx';

export function UnfinishedView() {
  const say = useSay('page');
  return <Title order={2}>{say('menu.unfinished')}</Title>;
}
