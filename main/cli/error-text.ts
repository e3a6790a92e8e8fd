import en from '../../assets/text/en.json' with { type: 'json' };
import zhCn from '../../assets/text/zh-CN.json' with { type: 'json' };
import type { ErrorCode, ErrorRecord, Facts } from '../base/app-error.ts';
import { serverTemplates, type Template } from '../model/server-codes.ts';
import type { Language } from './environment.ts';
import { formatBytes, formatSpan, maskKeyId, printable } from './format.ts';

/** A code without its sentences does not compile. */
const templates: Readonly<Record<Language, Readonly<Record<ErrorCode, Template>>>> = { en, 'zh-CN': zhCn };

export interface ErrorText {
  readonly code: ErrorCode;
  /** One sentence: what happened. */
  readonly cause: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  readonly requestId: string | null;
}

/**
 * What the user reads about an error: the sentences for the server's own code where it is known, else those for ours.
 * `context` fills in for facts that the error itself does not carry.
 */
export function describeError(error: ErrorRecord, context: Facts, language: Language): ErrorText {
  const facts = gatherFacts(error, context);
  const { cause, remedy } = serverTemplates(error)?.[language] ?? templates[language][error.code];
  const requestId = facts['requestId'];
  return {
    code: error.code,
    cause: fillTemplate(cause, facts),
    remedy: fillTemplate(remedy, facts),
    requestId: requestId === undefined || requestId === null || requestId === '' ? null : String(requestId),
  };
}

/**
 * The facts under the names that the templates use. Those who raise errors name them after what they know; here the
 * synonyms meet. `said` is there only when a server's answer is behind the error.
 */
function gatherFacts(error: ErrorRecord, context: Facts): Facts {
  const own = error.facts;
  const all: Facts = { ...context, message: error.message, ...own };
  return {
    ...all,
    reason: own['reason'] ?? own['errno'] ?? own['sqlite'] ?? null,
    problem: own['problem'] ?? error.message,
    account: own['account'] ?? own['profile'] ?? context['account'] ?? null,
    example: own['remedy'] ?? null,
    said: own['status'] === undefined ? null : error.message,
    serverCode: own['code'] ?? null,
    subject: own['endpoint'] ?? own['region'] ?? own['bucket'] ?? null,
    usedEndpoint: context['endpoint'] ?? null,
    rightEndpoint: own['endpoint'] ?? null,
    removedKey: own['removed'] === true ? (own['key'] ?? null) : null,
    keptKey: own['removed'] === false ? (own['key'] ?? null) : null,
  };
}

const optionalPart = /\[([^\]]*)\]/g;
const placeholder = /\{([a-zA-Z]+)(?::([a-z]+))?\}/g;

/** The names that a template asks for, with their forms: `size:bytes`. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([whole]) => whole.slice(1, -1));
}

/** Pure. A placeholder outside of `[…]` without its fact becomes a dash; values are never read as template, and a value's own full stop does not double the sentence's. */
export function fillTemplate(template: string, facts: Facts): string {
  const has = (name: string) => facts[name] !== undefined && facts[name] !== null && facts[name] !== '';
  const kept = template.replace(optionalPart, (_, inner: string) =>
    [...inner.matchAll(placeholder)].every(([, name = '']) => has(name)) ? inner : '',
  );
  return kept
    .replace(placeholder, (_, name: string, form: string | undefined) =>
      has(name) ? show(facts[name] ?? '', form) : '–',
    )
    .replace(/ {2,}/g, ' ')
    .replace(/\.+([.。])$/, '$1')
    .trim();
}

function show(value: string | number | boolean, form: string | undefined): string {
  if (form === 'bytes' && typeof value === 'number') return formatBytes(value);
  if (form === 'span' && typeof value === 'number') return formatSpan(Math.abs(value));
  if (form === 'masked') return maskKeyId(String(value));
  return printable(String(value));
}
