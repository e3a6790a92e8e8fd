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
    throw invalidOption('callback-host', 'it is not a host name, with or without a port');
  }
  const headers = callbackHeaders(callback);
  checkLength('callback-body', 'URLs, host and body', headers['x-oss-callback']);
  checkLength('callback-var', 'the variables', headers['x-oss-callback-var']);
  checkBody(callback);
}

/** The URLs themselves are not repeated: they may hold a secret. */
function checkUrls(urls: readonly string[]): void {
  if (urls.length < 1 || urls.length > maxUrls) {
    throw invalidOption('callback-url', `OSS takes 1 to ${maxUrls} URLs, not ${urls.length}`);
  }
  for (const [index, url] of urls.entries()) {
    const problem = urlProblem(url);
    if (problem !== null) throw invalidOption('callback-url', `URL ${index + 1} ${problem}`);
  }
}

function urlProblem(url: string): string | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return 'is not an http or https URL';
  if (!/^[\x21-\x7e]*$/.test(url)) return 'has characters that have to be percent-encoded';
  if (url.includes(';')) return 'has a semicolon, by which OSS separates URLs; write %3B';
  const { hostname, username, password } = new URL(url);
  if (hostname.startsWith('[')) return 'has an IPv6 address, which OSS does not call';
  if (username + password !== '') return 'has a user name, which OSS does not send';
  return null;
}

function checkBody({ body, bodyType, variables }: Callback): void {
  if (body.trim() === '') throw invalidOption('callback-body', 'it is empty');
  for (const name of Object.keys(variables)) {
    if (!/^[a-z0-9_.-]+$/.test(name)) {
      throw invalidOption('callback-var', `"x:${name}" is no name: behind x: come a-z, 0-9, _ . and -`);
    }
  }
  const isJson = bodyType === 'application/json';
  const used = new Set<string>();
  let filled = '';
  let end = 0;
  for (const { 0: written, 1: name, index } of body.matchAll(variablePattern)) {
    if (name === undefined) {
      throw invalidOption('callback-body', `a variable is not closed; legal are ${legalNames}`);
    }
    const sample = sampleOf(name, variables);
    filled += body.slice(end, index);
    if (isJson && isInsideString(filled)) {
      const problem = `OSS puts the quotes around ${written} in JSON itself, so it stands without any`;
      throw invalidOption('callback-body', problem);
    }
    filled += sample;
    used.add(name);
    end = index + written.length;
  }
  const unused = Object.keys(variables).find(name => !used.has(`x:${name}`));
  if (unused !== undefined) {
    throw invalidOption('callback-var', `the body does not use ${inBraces(`x:${unused}`)}`);
  }
  if (isJson && !isJsonText(filled + body.slice(end))) {
    throw invalidOption('callback-body', 'it is not JSON once its variables are filled in');
  }
}

/** A value as it stands in a JSON body. */
function sampleOf(variable: string, variables: Callback['variables']): string {
  const sample = samples.get(variable);
  if (sample !== undefined) return sample;
  if (!variable.startsWith('x:')) {
    throw invalidOption(
      'callback-body',
      `${inBraces(variable)} is no variable of OSS; legal are ${legalNames}`,
    );
  }
  const value = Object.hasOwn(variables, variable.slice(2)) ? variables[variable.slice(2)] : undefined;
  if (value !== undefined) return JSON.stringify(value);
  throw invalidOption(
    'callback-body',
    `${inBraces(variable)} has no value; give one as ${variable}=…, or use one of ${legalNames}`,
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

function checkLength(option: string, what: string, header = ''): void {
  if (header.length <= maxHeaderBytes) return;
  throw invalidOption(
    option,
    `${what} take ${header.length} bytes as they are sent, and OSS takes ${maxHeaderBytes}`,
  );
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
}

function inBraces(name: string): string {
  return `\${${name}}`;
}
