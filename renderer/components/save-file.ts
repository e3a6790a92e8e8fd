import { useTell } from './tell.ts';

/** Hands a text to the browser as a file to be saved; throws where it can't be held in memory twice. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** The same where nobody catches: tells why a file could not be saved. */
export function useSaveFile(): typeof saveFile {
  const tell = useTell();
  return (name, text, type) => {
    try {
      saveFile(name, text, type);
    } catch (thrown) {
      tell.failed(thrown);
    }
  };
}
