import { Card, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ProofView } from '../../../preload/contract/transfers.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';

/** The record that what arrived is what was sent. */
export function ProofPanel({ proof }: { readonly proof: ProofView }) {
  const say = useSay('page-transfers');
  const { when, grouped } = useFormats();
  const { callback } = proof;
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap">
          <ThemeIcon color="green" variant="light" radius="xl">
            <IconShieldCheck size={18} />
          </ThemeIcon>
          <Text fw={600} style={{ flex: 1 }}>
            {say('proof.title')}
          </Text>
          <CopyButton value={JSON.stringify(proof, null, 2)} what={say('proof.json')} />
        </Group>
        <Text size="xs" c="dimmed">
          {say('proof.text')}
        </Text>
        <Facts
          facts={[
            { name: say('proof.algorithm'), value: proof.algorithm },
            {
              name: say('proof.ours'),
              value: (
                <Text ff="monospace" size="xs">
                  {proof.ours}
                </Text>
              ),
            },
            {
              name: say('proof.theirs'),
              value: (
                <Text ff="monospace" size="xs">
                  {proof.theirs}
                </Text>
              ),
            },
            { name: say('proof.size'), value: grouped(proof.size) },
            { name: say('proof.etag'), value: proof.etag },
            { name: say('proof.request'), value: proof.requestId },
            ...(proof.versionId === null ? [] : [{ name: say('proof.version'), value: proof.versionId }]),
            { name: say('proof.at'), value: when(proof.provenAtMs) },
            ...(callback === null
              ? []
              : [
                  {
                    name: say('proof.callback'),
                    value: say(callback.isAccepted ? 'proof.callback.yes' : 'proof.callback.no'),
                  },
                ]),
          ]}
        />
      </Stack>
    </Card>
  );
}
