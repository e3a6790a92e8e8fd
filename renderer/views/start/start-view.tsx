import { Button, Group, Stack, Stepper, Text } from '@mantine/core';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { ViewHeader } from '../../components/view-header.tsx';
import { goTo } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { keepLastTarget } from '../add/last-target.ts';
import type { FirstAdded } from './first-upload.ts';
import { WatchStep } from './watch-step.tsx';
import { WhatStep } from './what-step.tsx';
import { WhereStep } from './where-step.tsx';

/** Three steps to the first proven upload. */
export function StartView() {
  const say = useSay('page-start');
  const [step, setStep] = useState(0);
  const [target, setTarget] = useState<TargetView | null>(null);
  const [added, setAdded] = useState<FirstAdded | null>(null);
  return (
    <Stack maw={760}>
      <ViewHeader title={say('title')}>
        <Button variant="subtle" onClick={() => goTo('transfers')}>
          {say('leave')}
        </Button>
      </ViewHeader>
      <Text c="dimmed" size="sm">
        {say('text')}
      </Text>
      <Stepper active={step} size="sm">
        <Stepper.Step label={say('where.title')} />
        <Stepper.Step label={say('what.title')} />
        <Stepper.Step label={say('watch.title')} />
      </Stepper>
      {step === 0 && (
        <WhereStep
          onChosen={chosen => {
            keepLastTarget(chosen);
            setTarget(chosen);
            setStep(1);
          }}
        />
      )}
      {step === 1 && target !== null && (
        <WhatStep
          target={target}
          onAdded={first => {
            setAdded(first);
            setStep(2);
          }}
        />
      )}
      {step === 2 && added !== null && <WatchStep added={added} />}
      {step > 0 && (
        <Group>
          <Button variant="default" onClick={() => setStep(step - 1)}>
            {say('back')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
