import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../../../../renderer/page.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../../../renderer/app.tsx';
import { createFakeClient } from './fake-client.ts';
import { readScene } from './scene.ts';

/** The whole page over an engine that is made up; the address says how things stand in it. */
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(<App client={createFakeClient(readScene(window.location.search))} />);
