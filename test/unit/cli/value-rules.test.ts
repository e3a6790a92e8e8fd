import type { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { AppError, toErrorRecord } from '../../../main/base/app-error.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { readEnvironment } from '../../../main/cli/environment.ts';
import { createProgram } from '../../../main/cli/program.ts';
import type { Surroundings } from '../../../main/cli/surroundings.ts';
import { mayBeEmpty } from '../../../main/cli/value-rules.ts';
import { describeError } from '../../../main/text/error-text.ts';

/** Nothing of it may be asked for before the command line is parsed. */
const here = { clock: systemClock, environment: readEnvironment({}) } as Surroundings;

interface Place {
  readonly path: readonly string[];
  readonly command: Command;
}

/** Every command that does something, with the words that lead to it. */
function placesOf(command: Command, path: readonly string[] = []): readonly Place[] {
  const inner = command.commands.flatMap(each => placesOf(each, [...path, each.name()]));
  return command.commands.length === 0 ? [{ path, command }] : inner;
}

const places = placesOf(await createProgram(here));
const takesValue = ({ required, optional }: Option) => required || optional;

/** A fresh program with every action replaced, so that only the parsing happens. */
async function parse(words: readonly string[]): Promise<unknown> {
  const program = await createProgram(here);
  for (const { command } of placesOf(program)) command.action(() => {});
  try {
    await program.parseAsync([...words], { from: 'user' });
    return null;
  } catch (thrown) {
    return thrown;
  }
}

/** A refusal with exactly this sentence, or with what matches. */
const problem = (said: string | RegExp) =>
  expect.toSatisfy((thrown: unknown) => {
    if (!(thrown instanceof AppError) || thrown.code !== 'usage') return false;
    const { cause } = describeError(toErrorRecord(thrown), {}, 'en');
    const [, text = ''] = /^This can't be carried out as it is written: (.*?)\.?$/.exec(cause) ?? [];
    return typeof said === 'string' ? text === said : said.test(text);
  }, `usage: ${said}`);

const options = places.flatMap(({ path, command }) =>
  command.options.filter(takesValue).map(({ long }) => [path.join(' '), long ?? ''] as const),
);
const args = places.flatMap(({ path, command }) =>
  command.registeredArguments.map((argument, index) => ({
    path,
    name: argument.name(),
    words: [
      ...command.options.flatMap(({ mandatory, long }) => (mandatory ? [long ?? '', '1'] : [])),
      ...command.registeredArguments.map((_, at) => (at === index ? '' : 'x')),
    ],
  })),
);

describe('an empty value', () => {
  test('is looked for in all commands', () => {
    expect(places.length).toBeGreaterThan(20);
    expect(options.length).toBeGreaterThan(150);
    expect(args.length).toBeGreaterThan(20);
  });

  test.each(options.filter(([, option]) => !mayBeEmpty.has(option)))(
    '%s: %s refuses it',
    async (path, option) => {
      const words = path.split(' ');
      const said = problem(`${option} has an empty value; leave the option out, or give it one`);
      expect(await parse([...words, option, ''])).toEqual(said);
      expect(await parse([...words, `${option}=`])).toEqual(said);
    },
  );

  test.each(args)('$path: the argument $name refuses it', async ({ path, words, name }) => {
    expect(await parse([...path, ...words])).toEqual(
      problem(`the argument ${name.toUpperCase()} is empty; is a variable of the shell not set?`),
    );
  });

  test('says something as a text, and behind the name of metadata, a tag or a variable', async () => {
    const target = 'oss://bucket/key';
    expect([...mayBeEmpty]).toEqual(['--text']);
    expect(await parse(['put', '--text', '', target])).toBeNull();
    expect(
      await parse(['put', 'f', target, '--meta', 'a=', '--tag', 'b=', '--callback-var', 'x:c=']),
    ).toBeNull();
  });
});

const pairs = places.flatMap(({ path, command }) =>
  command.options
    .filter(({ negate }) => negate)
    .flatMap(({ long = '' }) => {
      const opposite = command.options.find(({ long: other }) => other === long?.replace(/^--no-/, '--'));
      return opposite ? [[path.join(' '), opposite, long ?? ''] as const] : [];
    }),
);

describe('an option and its opposite', () => {
  test('are there', () => {
    expect(pairs.length).toBeGreaterThan(0);
  });

  test.each(pairs)('%s: one after the other is refused, in either order', async (path, opposite, no) => {
    const yes = takesValue(opposite) ? [opposite.long ?? '', 'a.{n}'] : [opposite.long ?? ''];
    const said = problem(`${opposite.long} and ${no} exclude each other; which counts?`);
    expect(await parse([path, ...yes, no])).toEqual(said);
    expect(await parse([path, no, ...yes])).toEqual(said);
  });
});

test('what is wrong with a value is told with the name of its option', async () => {
  expect(await parse(['put', 'f', 'oss://bucket/', '--part-size', 'big'])).toEqual(
    problem(/^--part-size: "big" is not a size;/),
  );
  expect(await parse(['put', 'f', 'oss://bucket/', '--encryption', 'DES'])).toEqual(
    problem('--encryption is AES256, KMS or SM4, not "DES"'),
  );
});
