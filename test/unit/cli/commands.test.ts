import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { commands, loadersFor } from '../../../main/cli/commands.ts';
import { readEnvironment } from '../../../main/cli/environment.ts';
import type { Surroundings } from '../../../main/cli/surroundings.ts';

const here = { clock: systemClock, environment: readEnvironment({}) } as Surroundings;
const everyOne = Object.keys(commands).length;

describe('commands', () => {
  test.each(Object.entries(commands))('%s is declared under its own name', async (name, load) => {
    const program = new Command();
    (await load())(program, here);
    expect(program.commands.map(command => command.name())).toEqual([name]);
  });

  test.each([
    [['put', 'a', 'b'], 1],
    [['--version'], 0],
    [['help', 'put'], everyOne],
    [[], everyOne],
    [['--help'], everyOne],
    [['toString'], everyOne],
  ])('%j loads what it needs', (words, count) => {
    expect(loadersFor(words)).toHaveLength(count);
  });
});
