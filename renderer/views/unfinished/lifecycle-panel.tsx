import { Accordion, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { useRequest } from '../../client/requests.ts';
import { CodeBlock } from '../../components/code-block.tsx';
import { useSay } from '../../text/texts.tsx';

const usualDays = 7;

/** The rule by which the store removes unfinished uploads itself. */
export function LifecyclePanel({ target }: { readonly target: TargetView }) {
  const say = useSay('page-accounts');
  const [days, setDays] = useState<number | string>(usualDays);
  const isRight = typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 3_650;
  const { data } = useRequest('getLifecycleRule', isRight ? { target, days } : null);
  return (
    <Accordion variant="separated" chevronPosition="left" transitionDuration={0}>
      <Accordion.Item value="rule">
        <Accordion.Control>{say('unfinished.rule')}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Text size="sm">{say('unfinished.rule.text')}</Text>
            <NumberInput
              w={120}
              label={say('unfinished.rule.days')}
              min={1}
              max={3_650}
              value={days}
              onChange={setDays}
            />
            {data && <CodeBlock text={data.text} what={say('unfinished.rule.what')} />}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
