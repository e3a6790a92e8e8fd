import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../main/app/arguments.ts';
import { readLink } from '../../../main/app/deep-link.ts';
import { autostartEntry } from '../../../main/app/login.ts';
import { placeWindow } from '../../../main/app/window-place.ts';

describe('what a start asks for', () => {
  const own = ['/app/dist/main/index.js', '/app'];
  const read = (...argv: string[]) => readArguments(argv, '/home/me', own);

  test('is nothing where only the program is named', () => {
    expect(read('/opt/longshore')).toEqual({ paths: [], link: null, isHidden: false });
    expect(read('electron', '/app/dist/main/index.js')).toEqual({ paths: [], link: null, isHidden: false });
  });

  test('is files, from the place where it was said', () => {
    expect(read('/opt/longshore', 'a b.txt', '/tmp/c')).toMatchObject({
      paths: ['/home/me/a b.txt', '/tmp/c'],
    });
  });

  test('takes no switch for a file, neither its own nor the browser’s', () => {
    expect(read('/opt/longshore', '--hidden', '--allow-file-access', '-r', 'x.cjs', 'a')).toEqual({
      paths: ['/home/me/a'],
      link: null,
      isHidden: true,
    });
  });

  test('is files that a desktop names by their address', () => {
    expect(
      read('/opt/longshore', 'file:///home/me/a%20b.txt', 'file://other/c', 'file:///%zz'),
    ).toMatchObject({
      paths: ['/home/me/a b.txt'],
    });
  });

  test('may be a link', () => {
    expect(read('/opt/longshore', 'longshore://add-target?name=a')).toMatchObject({
      paths: [],
      link: 'longshore://add-target?name=a',
    });
  });
});

describe('a link', () => {
  const good = 'longshore://add-target?name=team&kind=oss&bucket=team-files';

  test('names a target', () => {
    expect(readLink(`${good}&prefix=in&account=work`)).toEqual({
      ...{ name: 'team', kind: 'oss', bucket: 'team-files', prefix: 'in/', account: 'work', options: {} },
    });
    expect(readLink(good)).toMatchObject({ account: null, prefix: '' });
    const name = '团队 – été';
    expect(
      readLink(`longshore://add-target?name=${encodeURIComponent(name)}&kind=s3&bucket=b-1`),
    ).toMatchObject({ name });
  });

  test.each([
    'longshore://add-target',
    'longshore://elsewhere?name=a&kind=oss&bucket=team-files',
    'https://add-target/?name=a&kind=oss&bucket=team-files',
    `${good}&endpoint=evil.example.com`,
    `${good}&secret=x`,
    `${good}&bucket=other-bucket`,
    'longshore://add-target?name=a&kind=ftp&bucket=team-files',
    'longshore://add-target?name=a&kind=oss&bucket=../x',
    'longshore://add-target?name=a%0A%0AChecked+by+Longshore&kind=oss&bucket=team-files',
    `${good}&prefix=in%E2%80%AE/fdp`,
    `${good}&prefix=in%E2%80%A8with+the+keys+of+nobody`,
    'longshore://me@add-target?name=a&kind=oss&bucket=team-files',
    'nonsense',
  ])('%s is refused', link => {
    expect(readLink(link)).toBeNull();
  });
});

describe('a window opens', () => {
  const display = (x: number, y: number, width = 1920, height = 1040) => ({
    workArea: { x, y, width, height },
  });
  const saved = { x: 100, y: 50, width: 900, height: 700, isMaximized: false };

  test('in the middle of the first display, when there was none before', () => {
    expect(placeWindow(null, [display(0, 0)])).toEqual({
      x: 370,
      y: 130,
      width: 1180,
      height: 780,
      isMaximized: false,
    });
  });

  test('where it was', () => {
    expect(placeWindow(saved, [display(0, 0)])).toEqual(saved);
    const left = { ...saved, x: -1500, isMaximized: true };
    expect(placeWindow(left, [display(0, 0), display(-1920, 0)])).toEqual(left);
  });

  test.each([[{ x: 5000, y: 50 }], [{ x: -880, y: 50 }], [{ x: 100, y: -400 }], [{ x: 100, y: 1020 }]])(
    'where it can be taken hold of, when it was at %o',
    where => {
      const { x, y } = placeWindow({ ...saved, ...where }, [display(0, 0)]);
      expect([x, y]).toEqual([510, 170]);
    },
  );

  test('no larger than its display, and no smaller than its page', () => {
    expect(placeWindow({ ...saved, width: 5000, height: 3000 }, [display(0, 0)])).toMatchObject({
      width: 1920,
      height: 1040,
    });
    expect(placeWindow({ ...saved, width: 10, height: 10 }, [display(0, 0)])).toMatchObject({
      width: 720,
      height: 560,
    });
  });
});

test('an entry for the start at login masks what a desktop would expand', () => {
  expect(autostartEntry('/opt/My $App/100%', ['--hidden'])).toContain(
    'Exec="/opt/My \\$App/100%%" --hidden\n',
  );
});
