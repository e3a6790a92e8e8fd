import { Title } from '@mantine/core';
import { useSay } from '../../text/texts.tsx';

export function HistoryView() {
  const say = useSay('page');
  return <Title order={2}>{say('menu.history')}</Title>;
}
