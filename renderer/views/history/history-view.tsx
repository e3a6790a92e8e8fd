import { Tabs } from '@mantine/core';
import { ViewHeader } from '../../components/view-header.tsx';
import { byFile, usePlace } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FilePanel } from './file-panel.tsx';
import { ProofsPanel } from './proofs-panel.tsx';

export function HistoryView() {
  const say = useSay('page-history');
  const { subject } = usePlace();
  return (
    <>
      <ViewHeader title={say('title')} />
      <Tabs key={subject} defaultValue={subject === byFile ? 'file' : 'events'} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="events">{say('tab.events')}</Tabs.Tab>
          <Tabs.Tab value="file">{say('tab.file')}</Tabs.Tab>
          <Tabs.Tab value="proofs">{say('tab.proofs')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="events">
          <EventsPanel folderAtFirst={subject === byFile ? null : subject} />
        </Tabs.Panel>
        <Tabs.Panel value="file">
          <FilePanel />
        </Tabs.Panel>
        <Tabs.Panel value="proofs">
          <ProofsPanel />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
