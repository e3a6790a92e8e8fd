import type { BrowserContext, Page } from 'playwright-core';

/** Fields of the contract whose texts are somebody's data, or a server's words; what else the engine tells is a code, for which the page has words. */
const dataFields = new Set([
  ...['name', 'path', 'root', 'roots', 'parent', 'fileName', 'place', 'dataDirectory', 'configFile'],
  ...[
    'account',
    'bucket',
    'prefix',
    'key',
    'region',
    'endpoint',
    'maskedKeyId',
    'id',
    'uploadId',
    'url',
    'host',
  ],
  ...['etag', 'ours', 'theirs', 'requestId', 'requestIds', 'algorithm', 'checksumAlgorithm', 'versionId'],
  ...['rows', 'ignore', 'line', 'trash', 'rateLimit', 'version', 'missingRight', 'storageClass'],
]);

/**
 * The texts of the data in what an engine has told, with each step of its paths. Of an error, its code and facts are data, but for the fact `problem`,
 * which is the key of a text. Pure.
 */
export function dataIn(told: unknown, into = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(told)) for (const each of told) dataIn(each, into);
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return into;
  const isError = 'code' in told && 'message' in told && 'facts' in told;
  for (const [field, value] of Object.entries(told)) {
    if (isError && field === 'facts') addFacts(value, into);
    else if (dataFields.has(field) || (isError && field === 'code')) addTexts(value, into);
    else dataIn(value, into);
  }
  return into;
}

function addFacts(facts: unknown, into: Set<string>): void {
  for (const [name, value] of Object.entries(facts as object)) if (name !== 'problem') addTexts(value, into);
}

function addTexts(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const each of value) addTexts(each, into);
  else if (typeof value === 'object') dataIn(value, into);
  else if (typeof value === 'string') for (const text of [value, ...value.split('/')]) into.add(text);
}

/** Writes down what the made-up engine tells every page of a context from now on. */
export async function hearToldData(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const told: string[] = [];
    const Silent = window.Worker;
    class Heard extends Silent {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => told.push(data.text ?? JSON.stringify(data)));
      }
    }
    Object.assign(window, { Worker: Heard, told });
  });
}

/** Adds the data in what a page has heard since the last time. */
export async function addToldData(page: Page, into: Set<string>): Promise<void> {
  const told = await page.evaluate(() => [
    ...new Set((window as unknown as { told: string[] }).told.splice(0)),
  ]);
  for (const text of told) dataIn(JSON.parse(text), into);
}
