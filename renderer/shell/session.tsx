import { Center, Loader, useMantineColorScheme } from '@mantine/core';
import { createContext, useContext, useEffect } from 'react';
import type { SessionView } from '../../preload/contract/settings.ts';
import { useRequest } from '../client/requests.ts';
import { ErrorPanel } from '../components/error-panel.tsx';
import { LanguageProvider } from '../text/texts.tsx';
import { Frame } from './frame.tsx';

const Context = createContext<SessionView | null>(null);

/** What the page knows of the engine it belongs to; asked for before anything is drawn. */
export function useSession(): SessionView {
  const session = useContext(Context);
  if (session === null) throw new Error('no Session above');
  return session;
}

/** Asks for the session, and draws the page in its language and appearance. */
export function Session() {
  const { data: session, error } = useRequest('getSession', {}, 'settings');
  const { setColorScheme } = useMantineColorScheme();
  const { language, appearance } = session?.settings ?? { language: 'system', appearance: 'system' };
  const spoken = language === 'system' ? (session?.systemLanguage ?? browserLanguage()) : language;

  useEffect(() => {
    document.documentElement.lang = spoken;
  }, [spoken]);
  useEffect(() => {
    setColorScheme(appearance === 'system' ? 'auto' : appearance);
  }, [appearance, setColorScheme]);

  return (
    <LanguageProvider language={spoken}>
      {session ? (
        <Context value={session}>
          <Frame />
        </Context>
      ) : (
        <Center h="100%">{error ? <ErrorPanel error={error.view} /> : <Loader />}</Center>
      )}
    </LanguageProvider>
  );
}

function browserLanguage(): 'en' | 'zh-CN' {
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}
