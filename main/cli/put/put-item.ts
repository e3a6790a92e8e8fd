import { basename } from 'node:path';
import type { BucketAccess } from '../../model/access.ts';
import type { ByteWindow } from '../../model/source.ts';
import type { ObjectOptions } from '../../model/target.ts';
import type { Language } from '../../text/language.ts';
import { textsIn } from '../../text/texts.ts';
import { callbackCommand } from '../callback-command.ts';

/** Where the bytes of one object come from. */
export type ItemSource =
  | {
      readonly kind: 'file';
      /** Absolute. */
      readonly path: string;
      readonly window?: ByteWindow;
    }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'web'; readonly url: URL };

/** One object to be, and what goes up as it. */
export interface PutItem {
  readonly source: ItemSource;
  readonly access: BucketAccess;
  readonly key: string;
  /** The words of a command line that lead to the object again; see `wordsTo`. */
  readonly way: readonly string[];
  /** Without a content type where the server of a URL is to be asked for it. */
  readonly options: ObjectOptions;
  /** Bytes; absent for the planner's choice. */
  readonly partSize?: number;
  /** What has at least so many bytes goes by parts. */
  readonly threshold: number;
  /** One request, whatever the size. */
  readonly isSimple?: true;
}

/** What goes up, in full: a file's path, or the way in which the command line named it, in English for programs. */
export function titleOf({ source }: PutItem): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'stdin':
      return 'standard input';
    case 'text':
      return 'text';
    case 'web':
      // Without user and query: they may hold a secret.
      return source.url.host + source.url.pathname;
  }
}

/** The same for people. */
export function shownTitleOf(item: PutItem, language: Language): string {
  const { say } = textsIn(language);
  switch (item.source.kind) {
    case 'stdin':
      return say('name.stdin');
    case 'text':
      return say('name.text');
    default:
      return titleOf(item);
  }
}

/** The same in short, for a line of result. */
export function nameOf(item: PutItem, language: Language): string {
  return item.source.kind === 'file' ? basename(item.source.path) : shownTitleOf(item, language);
}

/** The command that makes the item's callback again. */
export function repeatOf({ way, options }: PutItem): string {
  return options.callback === undefined ? '' : callbackCommand(way, options.callback, options);
}
