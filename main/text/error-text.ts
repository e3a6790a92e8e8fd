import en from '../../assets/text/en/errors.json' with { type: 'json' };
import zhCn from '../../assets/text/zh-CN/errors.json' with { type: 'json' };
import type { ErrorCode, ErrorRecord, Facts } from '../base/app-error.ts';
import { serverTemplates, type Template } from '../model/server-codes.ts';
import type { Face } from './face.ts';
import type { Language } from './language.ts';
import { type Texts, textsIn } from './texts.ts';

/** The codes whose sentences are others on the page. */
type PageCode<T> = { [K in keyof T]: T[K] extends { readonly page: object } ? K : never }[keyof T];
type OnPage = Record<PageCode<typeof en> | PageCode<typeof zhCn>, Required<Pick<Template, 'page'>>>;

/** A code without its sentences does not compile, nor one that has those of the page in one language alone. */
const templates: Readonly<Record<Language, Readonly<Record<ErrorCode, Template>>>> = {
  en,
  'zh-CN': zhCn,
} satisfies Readonly<Record<Language, OnPage>>;

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
 * `context` fills in for facts that the error itself does not carry. On the page nothing speaks of commands.
 */
export function describeError(
  error: ErrorRecord,
  context: Facts,
  language: Language,
  face: Face = 'terminal',
): ErrorText {
  const texts = textsIn(language, face);
  const facts = gatherFacts(error, context, texts);
  const template = serverTemplates(error)?.[language] ?? templates[language][error.code];
  const { cause, remedy } = face === 'page' ? { ...template, ...template.page } : template;
  const requestId = facts['requestId'];
  return {
    code: error.code,
    cause: texts.fill(cause, facts),
    remedy: texts.fill(remedy, facts),
    requestId: requestId === undefined || requestId === null || requestId === '' ? null : String(requestId),
  };
}

/**
 * The facts under the names that the templates use. Those who raise errors name them after what they know; here the
 * synonyms meet. `said` is there only when a server's answer is behind the error.
 */
function gatherFacts(error: ErrorRecord, context: Facts, texts: Texts): Facts {
  const own = error.facts;
  const all: Facts = { ...context, message: error.message, ...own };
  return {
    ...all,
    reason: own['reason'] ?? own['errno'] ?? own['sqlite'] ?? null,
    problem: texts.sayProblem(own),
    place: placeText(own['place'], texts),
    account: own['account'] ?? own['profile'] ?? context['account'] ?? null,
    example: own['remedy'] ?? null,
    said: saidText(error, texts),
    serverCode: own['code'] ?? null,
    subject: own['endpoint'] ?? own['region'] ?? own['bucket'] ?? null,
    usedEndpoint: context['endpoint'] ?? null,
    rightEndpoint: own['endpoint'] ?? null,
    removedKey: own['removed'] === true ? (own['key'] ?? null) : null,
    keptKey: own['removed'] === false ? (own['key'] ?? null) : null,
  };
}

/** The server's own words are quoted as they are. */
function saidText({ message, facts }: ErrorRecord, { say }: Texts): string | null {
  const { status, said } = facts;
  if (status === undefined || status === null) return null;
  return said === undefined
    ? say('failure.quoted', { words: message })
    : say('failure.serverSaid', { status: String(status), words: String(said) });
}

function placeText(place: Facts[string] | undefined, { say }: Texts): string | null {
  if (place === 'keyring') return say('place.keyring');
  return place === 'file' ? say('place.file') : null;
}
