/**
 * How things stand in an engine that is made up.
 *
 * - `empty`: an account, and nothing else.
 * - `first`: nothing at all; the first run.
 * - `busy`: folders and transfers that move.
 * - `failing`: much has gone wrong, and commands are refused.
 * - `offline`: as `busy`, and then the connection is lost.
 * - `broken`: no list can be read.
 */
export type SceneState = (typeof sceneStates)[number];
export const sceneStates = ['empty', 'first', 'busy', 'failing', 'offline', 'broken'] as const;

export interface Scene {
  readonly state: SceneState;
  readonly language: 'en' | 'zh-CN';
  readonly theme: 'light' | 'dark';
  readonly face: 'browser' | 'desktop';
  readonly transfers: number;
  /** Of the transfers, at most. */
  readonly moving: number;
  /** Wall time, which then stands still; null for that of the computer. */
  readonly atMs: number | null;
}

/** `?state=busy&language=zh-CN&theme=dark&transfers=100000&moving=200`; what is missing is as it usually is. Pure. */
export function readScene(query: string): Scene {
  const asked = new URLSearchParams(query);
  const state = sceneStates.find(each => each === asked.get('state')) ?? 'busy';
  const isEmpty = state === 'empty' || state === 'first';
  return {
    state,
    language: asked.get('language') === 'zh-CN' ? 'zh-CN' : 'en',
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    face: asked.get('face') === 'desktop' ? 'desktop' : 'browser',
    transfers: isEmpty ? 0 : Number(asked.get('transfers') ?? 3_412),
    moving: isEmpty ? 0 : Number(asked.get('moving') ?? (state === 'failing' ? 2 : 7)),
    atMs: asked.has('at') ? Number(asked.get('at')) : null,
  };
}
