import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../preload/contract.ts';
import { App } from './app.tsx';
import { createBridgeClient } from './client/bridge-client.ts';
import { createWebClient } from './client/web-client.ts';
import { styleNonce } from './style-nonce.ts';

/** By this name the library that locks scrolling behind a dialog looks for the nonce of its style element. */
Object.assign(window, { __webpack_nonce__: styleNonce() });

/** In the desktop app the preload script has put the bridge there; in a browser there is none. */
const { longshore: bridge } = window as { readonly longshore?: Bridge };
const client = bridge ? createBridgeClient(bridge) : createWebClient();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App client={client} />);
