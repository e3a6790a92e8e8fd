import type { Callback, CallbackBodyType } from '../../model/callback.ts';
import type { Call } from '../call.ts';
import type { Operation } from '../operation.ts';
import { type Refusal, refuse, refuseArgument } from '../refusal.ts';
import type { BucketRequest } from '../request.ts';
import { checkTemplate } from './template.ts';

/** Where a callback may be asked for, in the head or in the URL. */
const places = { callback: 'x-oss-callback', 'callback-var': 'x-oss-callback-var' } as const;
type Name = keyof typeof places;

/** Of each of the two values as it is sent. */
const maxBytes = 5 * 1024;
const maxUrls = 5;
const bodyTypes: readonly CallbackBodyType[] = ['application/x-www-form-urlencoded', 'application/json'];

export function isCallbackParameter(name: string): boolean {
  return Object.hasOwn(places, name);
}

/** The last two let it pass: SDKs send all headers of an upload there, and again when it is completed, where it counts. */
const tolerant: readonly (Operation | null)[] = ['put', 'complete', 'begin', 'sendPart'];

/**
 * Refuses a callback where OSS makes none. The reference names the operations that know it and not what the others do:
 * they are refused, so that nobody waits for a callback in vain.
 */
export function checkCallbackPlace(request: BucketRequest, operation: Operation | null): void {
  if (request.kind !== 'oss' || tolerant.includes(operation)) return;
  const found = Object.entries(places).find(
    ([name, header]) => header in request.headers || request.parameter(name) !== undefined,
  );
  if (found) throw refuseCallback(`${found[0]} does not apply to this operation.`);
}

/**
 * The callback that a request asks for, checked whole; null when it asks for none. To be called before anything is
 * stored. Unlike OSS, which forbids private addresses, every address may be called: the applications that a local
 * bucket is tried with run on the same computer or network, and only who holds its key can name one.
 */
export async function callbackOf({ request, place, dialect }: Call): Promise<Callback | null> {
  if (dialect.kind !== 'oss') return null;
  const asked = askedIn(request, 'callback');
  const variables = variablesOf(askedIn(request, 'callback-var'));
  if (asked === null) {
    if (variables !== null) throw refuseCallback('There is a callback-var and no callback.');
    return null;
  }
  const callback = callbackIn(asked, variables ?? {});
  checkTemplate(callback.body);
  await place.callbacks.prepare();
  return callback;
}

/** The JSON object in one of the two values. */
function askedIn(request: BucketRequest, name: Name): Readonly<Record<string, unknown>> | null {
  const header = request.headers[places[name]];
  const parameter = request.parameter(name);
  if (header !== undefined && parameter !== undefined) {
    throw refuseCallback(`${name} is given both in the header and in the URL.`);
  }
  const text = header ?? parameter;
  if (text === undefined) return null;
  if (Buffer.byteLength(text) > maxBytes)
    throw refuseCallback(`The ${name} is larger than ${maxBytes} bytes.`);
  const json = fromBase64(text);
  if (json === null) throw refuseCallback(`The ${name} is not encoded as base64.`);
  const value = parsed(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuseCallback(`The ${name} is not a JSON object.`);
  }
  return value as Record<string, unknown>;
}

function fromBase64(text: string): string | null {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return null;
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function variablesOf(value: Readonly<Record<string, unknown>> | null): Record<string, string> | null {
  if (value === null) return null;
  const entries = Object.entries(value).map(([name, text]) => {
    if (!/^x:./.test(name)) throw refuseCallback('The names in callback-var must begin with x:.');
    if (typeof text !== 'string') throw refuseCallback('The values in callback-var must be strings.');
    return [name.slice('x:'.length), text] as const;
  });
  return Object.fromEntries(entries);
}

function callbackIn(
  asked: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string>>,
): Callback {
  const text = (name: string): string => {
    const value = asked[name] ?? '';
    if (typeof value !== 'string') throw refuseCallback(`The ${name} must be a string.`);
    return value;
  };
  const host = text('callbackHost');
  if (!/^[\x21-\x7e]*$/.test(host)) throw refuseCallback('The callbackHost is not valid.');
  const body = text('callbackBody');
  if (body === '') throw refuseCallback('The callbackBody is empty.');
  const namedType = text('callbackBodyType').toLowerCase() || bodyTypes[0];
  const bodyType = bodyTypes.find(known => known === namedType);
  if (bodyType === undefined) throw refuseCallback('The callbackBodyType is not valid.');
  const sni = asked['callbackSNI'] ?? false;
  if (typeof sni !== 'boolean') throw refuseCallback('The callback sni is invalid.');
  return {
    urls: urlsIn(text('callbackUrl')),
    ...(host === '' ? {} : { host }),
    body,
    bodyType,
    sni,
    variables,
  };
}

/** Addresses without a scheme are common in the documentation of OSS and mean http. */
function urlsIn(list: string): string[] {
  const urls = list
    .split(';')
    .map(url => url.trim())
    .filter(url => url !== '')
    .map(url => (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`));
  if (urls.length === 0) throw refuseCallback('The callbackUrl is empty.');
  if (urls.length > maxUrls) throw refuseCallback(`There are more than ${maxUrls} callbackUrls.`);
  const wrong = urls.find(url => !isCallable(url));
  if (wrong !== undefined) throw refuseArgument('callbackUrl', wrong, 'The callbackUrl is not valid.');
  return urls;
}

/** Http or https, in ASCII, without IPv6 and without a password; a path that decodes, because it is signed decoded. */
function isCallable(text: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname } = new URL(text);
  if (!/^https?:$/.test(protocol) || hostname.startsWith('[') || username + password !== '') return false;
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

function refuseCallback(message: string): Refusal {
  return refuse('InvalidArgument', { message });
}
