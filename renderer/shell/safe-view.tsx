import { Alert, Button, Code, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useSay } from '../text/texts.tsx';

interface SafeViewProps {
  readonly children: ReactNode;
}

/** Holds a mistake of one view: the menu stays, other views go on, and uploads are the engine's in any case. Give it the view as key. */
export class SafeView extends Component<SafeViewProps, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(thrown: unknown): { readonly message: string } {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    return message === null ? this.props.children : <Broken message={message} />;
  }
}

function Broken({ message }: { readonly message: string }) {
  const say = useSay('page');
  return (
    <Alert color="red" title={say('broken.title')}>
      <Stack gap="sm" align="flex-start">
        {say('broken.text')}
        <Code>{message}</Code>
        <Button size="xs" variant="default" onClick={() => window.location.reload()}>
          {say('broken.reload')}
        </Button>
      </Stack>
    </Alert>
  );
}
