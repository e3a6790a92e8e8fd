import { Title } from '@mantine/core';
import { useSay } from '../../text/texts.tsx';

export function AccountsView() {
  const say = useSay('page');
  return <Title order={2}>{say('menu.accounts')}</Title>;
}
