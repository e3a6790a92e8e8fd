import { RequestError } from '../client/client.ts';
import type { PageFile } from '../client/page-sends.ts';
import type { Dropped } from '../views/add/dropped.ts';

/** A directory of so many files is chosen on the engine's side instead: the page would have to hold them all. */
export const mostDropped = 10_000;

/**
 * What a drop or a paste brings. Where the page is told of paths (the desktop app), those; else the files themselves, those of dropped directories under
 * their paths in it. Rejects with a `RequestError` when one of them can't be read.
 */
export async function readDropped(
  transfer: DataTransfer,
  pathOf: (file: File) => string | null,
): Promise<Dropped> {
  const entries = [...transfer.items].flatMap(item => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  const whole = [...transfer.files];
  const paths = whole.map(pathOf).filter(path => path !== null && path !== '');
  if (paths.length > 0) return { paths: paths as readonly string[] };
  if (entries.length > 0) {
    const files: PageFile[] = [];
    for (const entry of entries) await collect(entry, '', files);
    return { files };
  }
  if (whole.length > 0) return { files: whole.map(file => ({ name: file.name, file })) };
  const text = transfer.getData('text/plain');
  return /^https?:\/\/\S+$/.test(text.trim()) ? { url: text.trim() } : { text };
}

async function collect(entry: FileSystemEntry, prefix: string, files: PageFile[]): Promise<void> {
  if (files.length >= mostDropped) return;
  const name = `${prefix}${entry.name}`;
  if (entry.isFile) {
    const file = await read<File>(name, (entry as FileSystemFileEntry).file.bind(entry));
    files.push({ name, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await read<FileSystemEntry[]>(name, reader.readEntries.bind(reader));
    if (some.length === 0) return;
    for (const below of some) await collect(below, `${name}/`, files);
  }
}

/** The browser tells by two callbacks; what went wrong is told with the path in what was dropped. */
function read<T>(
  path: string,
  ask: (onRead: (value: T) => void, onFailed: (thrown: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    ask(resolve, thrown => {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      reject(new RequestError({ code: 'file.unreadable', message, facts: { path } }));
    });
  });
}
