import { problem } from '../base/said.ts';
import type { Callback } from '../model/callback.ts';
import { invalidOption } from './option-error.ts';

/** Bytes of each of the two headers; a limit of OSS. */
const maxHeaderBytes = 5 * 1024;
const maxUrls = 5;

/** What OSS fills in by itself, with a value as it stands in a JSON body. */
const samples: ReadonlyMap<string, string> = new Map([
  ['bucket', '""'],
  ['object', '""'],
  ['etag', '""'],
  ['size', '0'],
  ['mimeType', '""'],
  ['imageInfo.height', '0'],
  ['imageInfo.width', '0'],
  ['imageInfo.format', '""'],
]);
/** A variable, or the beginning of one that is not closed. */
const variablePattern = /\$\{([^${}]*)\}|\$\{/g;
const legalNames = [...samples.keys(), 'x:name'].map(inBraces).join(' ');

/** The headers that ask OSS for a callback: JSON in UTF-8 as base64. */
export function callbackHeaders(callback: Callback): Record<string, string> {
  const { urls, host, body, bodyType, sni, variables } = callback;
  const headers: Record<string, string> = {
    'x-oss-callback': encode({
      callbackUrl: urls.join(';'),
      ...(host === undefined ? {} : { callbackHost: host }),
      callbackBody: body,
      callbackBodyType: bodyType,
      // OSS refuses the text "true".
      ...(sni ? { callbackSNI: true } : {}),
    }),
  };
  const named = Object.entries(variables).map(([name, value]) => [`x:${name}`, value]);
  if (named.length > 0) headers['x-oss-callback-var'] = encode(Object.fromEntries(named));
  return headers;
}

/**
 * Throws `options.invalid` for a callback that OSS would refuse, or that could only fail or mislead the application
 * once the object is stored: a variable that nobody fills in, one that nobody asks for, a body that is no JSON.
 */
export function checkCallback(callback: Callback): void {
  checkUrls(callback.urls);
  const { host } = callback;
  if (host !== undefined && !/^[A-Za-z0-9._-]+(:\d{1,5})?$/.test(host)) {
    throw invalidOption('callback-host', problem('callback.host'));
  }
  const headers = callbackHeaders(callback);
  checkLength('callback-body', 'callback.bodyLong', headers['x-oss-callback']);
  checkLength('callback-var', 'callback.variablesLong', headers['x-oss-callback-var']);
  checkBody(callback);
}

/** The URLs themselves are not repeated: they may hold a secret. */
function checkUrls(urls: readonly string[]): void {
  if (urls.length < 1 || urls.length > maxUrls) {
    throw invalidOption('callback-url', problem('callback.urlCount', { most: maxUrls, urls: urls.length }));
  }
  for (const [index, url] of urls.entries()) {
    const found = urlProblem(url);
    if (found !== null) throw invalidOption('callback-url', problem(found, { number: index + 1 }));
  }
}

type UrlProblem = `callback.url${'NotHttp' | 'Encoding' | 'Semicolon' | 'Ipv6' | 'User'}`;

function urlProblem(url: string): UrlProblem | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return 'callback.urlNotHttp';
  if (!/^[\x21-\x7e]*$/.test(url)) return 'callback.urlEncoding';
  if (url.includes(';')) return 'callback.urlSemicolon';
  const { hostname, username, password } = new URL(url);
  if (hostname.startsWith('[')) return 'callback.urlIpv6';
  if (username + password !== '') return 'callback.urlUser';
  return null;
}

function checkBody({ body, bodyType, variables }: Callback): void {
  if (body.trim() === '') throw invalidOption('callback-body', problem('option.empty'));
  for (const name of Object.keys(variables)) {
    if (!/^[a-z0-9_.-]+$/.test(name)) {
      throw invalidOption('callback-var', problem('callback.variableName', { name }));
    }
  }
  const isJson = bodyType === 'application/json';
  const used = new Set<string>();
  let filled = '';
  let end = 0;
  for (const { 0: written, 1: name, index } of body.matchAll(variablePattern)) {
    if (name === undefined) {
      throw invalidOption('callback-body', problem('callback.notClosed', { variables: legalNames }));
    }
    const sample = sampleOf(name, variables);
    filled += body.slice(end, index);
    if (isJson && isInsideString(filled)) {
      throw invalidOption('callback-body', problem('callback.quotes', { variable: written }));
    }
    filled += sample;
    used.add(name);
    end = index + written.length;
  }
  const unused = Object.keys(variables).find(name => !used.has(`x:${name}`));
  if (unused !== undefined) {
    throw invalidOption('callback-var', problem('callback.unused', { variable: inBraces(`x:${unused}`) }));
  }
  if (isJson && !isJsonText(filled + body.slice(end))) {
    throw invalidOption('callback-body', problem('callback.notJson'));
  }
}

/** A value as it stands in a JSON body. */
function sampleOf(variable: string, variables: Callback['variables']): string {
  const sample = samples.get(variable);
  if (sample !== undefined) return sample;
  if (!variable.startsWith('x:')) {
    throw invalidOption(
      'callback-body',
      problem('callback.noVariable', { variable: inBraces(variable), variables: legalNames }),
    );
  }
  const value = Object.hasOwn(variables, variable.slice(2)) ? variables[variable.slice(2)] : undefined;
  if (value !== undefined) return JSON.stringify(value);
  throw invalidOption(
    'callback-body',
    problem('callback.noValue', { variable: inBraces(variable), name: variable, variables: legalNames }),
  );
}

/** Whether the JSON text so far ends within quotes. */
function isInsideString(text: string): boolean {
  return (text.replace(/\\./gs, '').match(/"/g)?.length ?? 0) % 2 === 1;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkLength(
  option: string,
  tooLong: 'callback.bodyLong' | 'callback.variablesLong',
  header = '',
): void {
  if (header.length <= maxHeaderBytes) return;
  throw invalidOption(option, problem(tooLong, { bytes: header.length, most: maxHeaderBytes }));
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
}

function inBraces(name: string): string {
  return `\${${name}}`;
}
