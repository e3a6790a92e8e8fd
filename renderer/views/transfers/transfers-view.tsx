import { Title } from '@mantine/core';
import { useSay } from '../../text/texts.tsx';

export function TransfersView() {
  const say = useSay('page');
  return <Title order={2}>{say('menu.transfers')}</Title>;
}
