import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { readEnvironment } from '../../../main/cli/environment.ts';
import { createProgram } from '../../../main/cli/program.ts';
import type { Surroundings } from '../../../main/cli/surroundings.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');

interface Known {
  /** As the README writes it: `uploads` stands for `uploads list`. */
  readonly name: string;
  readonly hasTarget: boolean;
  readonly options: readonly string[];
  /** Those of them that its help shows; hidden ones are opposites. */
  readonly shown: readonly string[];
}

function commandsOf(command: Command, path: readonly string[] = []): readonly Known[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap(inner => commandsOf(inner, [...path, inner.name()]));
  }
  const words = command.registeredArguments.map(argument => argument.name());
  return [
    {
      name: path.join(' ').replace('uploads list', 'uploads'),
      hasTarget: words.some(
        word => word === 'target' || word === 'targets' || word === 'paths' || word === 'dir-target',
      ),
      options: command.options.map(({ long }) => long ?? ''),
      shown: command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ''),
    },
  ];
}

const here = { clock: systemClock, environment: readEnvironment({}) } as Surroundings;
const commands = commandsOf(await createProgram(here));
const quotedIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** The commands that a cell of the table names. */
function named(cell: string): readonly string[] {
  const words = quotedIn(cell);
  if (cell.startsWith('all but')) {
    return commands.map(({ name }) => name).filter(name => !words.includes(name));
  }
  const withTarget = cell.includes('all with a TARGET') ? commands.filter(({ hasTarget }) => hasTarget) : [];
  return [...withTarget.map(({ name }) => name), ...words];
}

test("the README's table of options is that of the commands themselves", () => {
  const [, table = ''] = /^\| Options +\| Commands +\|\n\|[ |-]+\n((?:\|.*\n)+)/m.exec(readme) ?? [];
  const told = table.split('\n').flatMap(row => {
    const [, options = '', cell = ''] = row.split('|').map(text => text.trim());
    return quotedIn(options).flatMap(option => named(cell).map(name => `${name} ${option}`));
  });
  const real = commands.flatMap(({ name, shown }) => shown.map(option => `${name} ${option}`));
  expect(real.length).toBeGreaterThan(200);
  expect(told.toSorted()).toEqual(real.toSorted());
});

test('the README speaks of no option that is not there', () => {
  const known = new Set(commands.flatMap(({ options }) => options));
  const [section = ''] = /^## The command line\n[\s\S]*?(?=^## )/m.exec(readme) ?? [];
  const options = [...section.matchAll(/(?<![\w-])--[a-z]+(?:-[a-z]+)*(?![a-z-])/g)].map(
    ([option]) => option,
  );
  expect(options.length).toBeGreaterThan(100);
  expect(options.filter(option => !known.has(option))).toEqual([]);
});
