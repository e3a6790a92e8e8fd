import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { proseIn } from '../../support/prose.ts';

const root = join(import.meta.dirname, '../../..');

/** The help is English, as the README says; an error's message is for the log. */
const helpCalls = [
  'summary',
  'description',
  'argument',
  'option',
  'requiredOption',
  'optionsGroup',
  'Option',
  'usage',
  'version',
  'addHelpText',
  'addSwitch',
];
const logCalls = ['AppError', 'DOMException', 'Error', 'RequestError', 'error', 'toErrorRecord'];

/** Sentences that are neither, with the reason. */
const others: readonly RegExp[] = [
  // What programs read stays English: events, and the reason in the JSON of `uploads complete`.
  /^the parts carry no checksums that could be joined/,
  /^standard input$/,
  // Messages for the log, given to a function that makes the error.
  /^(a put that can not be meant|several files for one key|two files for one key)$/,
  /^the answer was lost, so whether the application was told is not known$/,
  // The help of an option that several commands have.
  /^OSS: what the server takes from one request/,
  // What is stored or sent: the test's own object, documents, media types.
  /^(made by: longshore doctor|<\?xml |text\/plain; )/,
  // Names of fonts, selectors and values of style sheets.
  /^(ui-monospace, |input, textarea, |1px solid )/,
  // Commands to be copied.
  /^ {2}(export|longshore|npm run|ossutil|aws) /,
];

const files = globSync(['main/{cli,doctor}/**/*.ts', 'renderer/**/*.{ts,tsx}'], { cwd: root }).filter(
  // Topics of the help.
  path => !path.endsWith('help-topics.ts'),
);

test.each(files)('%s says nothing to people but by the catalogues', path => {
  const found = proseIn(readFileSync(`${root}/${path}`, 'utf8')).filter(
    ({ text, call }) => ![...helpCalls, ...logCalls].includes(call) && !others.some(each => each.test(text)),
  );
  expect(found).toEqual([]);
});

/** JavaScript's own ways to write a figure know no language; a percent sign is put where Intl says, as `{share:percent}`. */
const ownFigures =
  /\.(toFixed|toPrecision|toExponential|toLocale\w*String)\(|\$\{[^}]*\} ?%|\} ?%[^0-9A-Fa-f]/;

test.each(
  globSync(['main/{cli,text,app,doctor}/**/*.ts', 'renderer/**/*.{ts,tsx}', 'assets/text/*/*.json'], {
    cwd: root,
  }),
)('%s leaves figures to Intl', path => {
  const lines = readFileSync(`${root}/${path}`, 'utf8').split('\n');
  expect(lines.filter(line => ownFigures.test(line))).toEqual([]);
});

describe('a sentence is found', () => {
  test.each([
    ["terminal.print('nothing was done');", 'nothing was done', 'print'],
    [`const line = \`removed \${name(a, { b })}, as it was\`;`, 'removed …, as it was', ''],
    ['tell(say("note", { text: "all is well" }))', 'all is well', 'say'],
    ["const words = {\n  passed: 'went well',\n};", 'went well', ''],
  ])('in %s', (source, text, call) => {
    expect(proseIn(source)).toEqual([{ text, call }]);
  });

  test('and names, keys, comments and commands are none', () => {
    expect(
      proseIn("say('put.proven', { a: 'CRC64', b: 'x-oss-acl' }); // all is well\n/* so is this */"),
    ).toEqual([]);
  });
});
