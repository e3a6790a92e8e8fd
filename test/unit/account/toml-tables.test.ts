import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { withTable } from '../../../main/config/toml-tables.ts';

const text = `# my accounts
[profile.one] # the first
kind = "oss" # comment inside

# about the second
[profile."two.b"]
kind = "s3"

[other]
list = [
  1,
]
`;

test('a new table goes to the end and all else stays as it was written', () => {
  expect(withTable(text, ['profile', 'three'], { kind: 'oss' })).toBe(
    `${text}\n[profile.three]\nkind = "oss"\n`,
  );
});

test('a table is replaced in its place', () => {
  expect(withTable(text, ['profile', 'two.b'], { kind: 'oss', default: true })).toBe(
    text.replace('kind = "s3"', 'kind = "oss"\ndefault = true'),
  );
});

test('a table is taken out, and the comment above the next one stays', () => {
  const result = withTable(text, ['profile', 'one'], null);
  expect(result).toContain('# about the second\n[profile."two.b"]');
  expect(parse(result)).toEqual({ profile: { 'two.b': { kind: 's3' } }, other: { list: [1] } });
});

test('the first table of an empty text', () => {
  expect(withTable('', ['profile', 'one'], { kind: 'oss' })).toBe('[profile.one]\nkind = "oss"\n');
  expect(withTable('[profile.one]\nkind = "oss"\n', ['profile', 'one'], null)).toBe('');
});

test.each([
  ['an inline table', 'profile = { one = { kind = "oss" }, two = { kind = "s3" } }\n'],
  ['dotted keys', 'profile.one.kind = "oss"\nprofile.two.kind = "s3"\n'],
  [
    'text that looks like a header',
    '[profile.two]\nkind = """\n[profile.one]\n"""\n[profile.one]\nkind = "oss"\n',
  ],
])('%s is written anew rather than wrongly', (_, odd) => {
  const before = parse(odd) as { profile: Record<string, unknown> };
  const result = parse(withTable(odd, ['profile', 'one'], { kind: 'new' }));
  expect(result).toEqual({ profile: { ...before.profile, one: { kind: 'new' } } });
});

const settings = `# all of it
[settings] # here
# how many
parallel = 4 # of 64
roots = [
  "/a", # first
  "/b",
]
# the end

[settings.other]
x = 1
`;

test('comments inside of a table stay, with the values that do', () => {
  expect(withTable(settings, ['settings'], { parallel: 4, roots: ['/a', '/b'] })).toBe(settings);
  expect(withTable(settings, ['settings'], { parallel: 8, roots: ['/a', '/b'], proxy: 'none' })).toBe(
    settings.replace('parallel = 4', 'parallel = 8').replace('  "/b",\n]\n', '  "/b",\n]\nproxy = "none"\n'),
  );
  expect(withTable(settings, ['settings'], { roots: ['/c'] })).toBe(
    settings.replace('parallel = 4 # of 64\n', '').replace(/roots = [^\]]*\]/, 'roots = [ "/c" ]'),
  );
});

test('a hash inside of a text is no comment', () => {
  const odd = '[settings]\na = "x # y" # z\n';
  expect(withTable(odd, ['settings'], { a: 'new' })).toBe('[settings]\na = "new" # z\n');
});

test('tables inside of one of the first level stay, wherever they stand', () => {
  for (const odd of ['settings = { a = 1, sub = { b = 2 } }\n', 'settings.a = 1\nsettings.sub.b = 2\n']) {
    expect(parse(withTable(odd, ['settings'], { c: 3 }))).toEqual({ settings: { c: 3, sub: { b: 2 } } });
  }
  expect(withTable(settings, ['settings'], null)).toContain('[settings.other]\nx = 1\n');
});

test('lines that end as Windows has it', () => {
  const result = withTable(settings.replaceAll('\n', '\r\n'), ['settings'], { parallel: 9 });
  expect(parse(result)).toEqual({ settings: { parallel: 9, other: { x: 1 } } });
  expect(result).toContain('# how many');
});
