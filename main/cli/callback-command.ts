import type { Callback } from '../model/callback.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { ConnectionOptions } from './options.ts';
import { shellWord } from './shell-word.ts';

/**
 * The words that lead to an object again: its TARGET, in the bucket and with the account of the one that was typed, and the
 * options that say how to get there. Pure.
 */
export function wordsTo(typed: string, key: string, options: ConnectionOptions): readonly string[] {
  const [place = typed] = /^(?:[a-z0-9]+:\/\/|[^:/]+:)[^/]*/i.exec(typed) ?? [];
  const { endpoint, region, pathStyle, sign, checksum, proxy, caFile, retries, dataDir } = options;
  return [
    `${place}/${key}`,
    ...pair('--endpoint', endpoint),
    ...pair('--region', region),
    ...(pathStyle ? ['--path-style'] : []),
    ...pair('--sign', sign),
    ...pair('--checksum', checksum),
    ...pair('--proxy', proxy),
    ...pair('--ca-file', caFile),
    ...pair('--retries', retries),
    ...pair('--data-dir', dataDir),
  ];
}

/**
 * The command that makes a callback again, as a line for a shell. What looks like a secret stands in it as `***`. Pure.
 */
export function callbackCommand(
  way: readonly string[],
  callback: Callback,
  { acl, tags = {} }: Pick<ObjectOptions, 'acl' | 'tags'> = {},
): string {
  const { urls, host, body, bodyType, sni, variables } = callback;
  const words = [
    ...['longshore', 'callback', ...way, ...pair('--acl', acl)],
    ...Object.entries(tags).flatMap(([name, value]) => ['--tag', `${name}=${value}`]),
    ...urls.flatMap(url => ['--callback-url', url]),
    ...pair('--callback-host', host),
    ...pair('--callback-body', body),
    ...(bodyType === 'application/json' ? ['--callback-body-type', 'json'] : []),
    ...(sni ? ['--callback-sni'] : []),
    ...Object.entries(variables).flatMap(([name, value]) => ['--callback-var', `x:${name}=${value}`]),
  ];
  return words.map(word => shellWord(withoutSecrets(word))).join(' ');
}

function pair(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** `name=value` and `"name":"value"` with a name that speaks of a secret; variables of a body are none. */
const secretPair =
  /((?:secret|token|signature|authorization|password|passwd|credential|api-?key)[\w-]*["']?\s*[=:]\s*["']?)(?!\$\{)[^&\s"',;]+/gi;
/** The password of an address. */
const addressPassword = /(\/\/[^/?#@\s:]*:)[^/?#@\s]+@/g;

function withoutSecrets(word: string): string {
  return word.replace(addressPassword, '$1***@').replace(secretPair, '$1***');
}
