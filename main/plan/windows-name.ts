import { type ProblemFacts, problem } from '../base/said.ts';

/** Names of devices, with any ending: `CON`, `nul.txt`, `COM¹`. Superscript digits count as digits. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³]) *(?:\.|$)/i;

/** Longest path that programs there can open unless they ask for more, in UTF-16 units, without drive and root. */
const longestPath = 260;

/** Why Windows can't hold one name, as facts of an error; null when it can. Pure. */
export function windowsNameProblem(name: string): ProblemFacts | null {
  const [word] = device.exec(name) ?? [];
  if (word !== undefined) return problem('foreign.device', { word: word.replace(/[. ]+$/, '') });
  const bad = [...name].find(isForbidden);
  if (bad !== undefined) {
    return bad < ' ' ? problem('foreign.control') : problem('foreign.character', { character: bad });
  }
  if (name.endsWith('.')) return problem('foreign.fullStop');
  if (name.endsWith(' ')) return problem('foreign.space');
  return null;
}

/** Why Windows can't hold a whole path from the folder's root, whatever its names; null when it can. Pure. */
export function windowsPathProblem(path: string): ProblemFacts | null {
  if (path.length <= longestPath) return null;
  return problem('foreign.longPath', { length: path.length, most: longestPath });
}

function isForbidden(character: string): boolean {
  return character < ' ' || '<>:"|?*\\'.includes(character);
}
