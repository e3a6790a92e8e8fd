/** Names of devices, with any ending: `CON`, `nul.txt`, `COM¹`. Superscript digits count as digits. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³]) *(?:\.|$)/i;

/** Longest path that programs there can open unless they ask for more, in UTF-16 units, without drive and root. */
const longestPath = 260;

/** Why Windows can't hold one name, in a few words; null when it can. Pure. */
export function windowsNameProblem(name: string): string | null {
  const [word] = device.exec(name) ?? [];
  if (word !== undefined) return `${word.replace(/[. ]+$/, '')} is the name of a device there`;
  const bad = [...name].find(isForbidden);
  if (bad !== undefined) return `it holds ${bad < ' ' ? 'a control character' : bad}`;
  if (/[. ]$/.test(name)) return `it ends with a ${name.endsWith('.') ? 'full stop' : 'space'}`;
  return null;
}

/** Why Windows can't hold a whole path from the folder's root, whatever its names; null when it can. Pure. */
export function windowsPathProblem(path: string): string | null {
  if (path.length <= longestPath) return null;
  return `the path has ${path.length} characters, of which most programs there take ${longestPath}`;
}

function isForbidden(character: string): boolean {
  return character < ' ' || '<>:"|?*\\'.includes(character);
}
