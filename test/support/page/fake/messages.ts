import type { ErrorView } from '../../../../preload/contract/common.ts';
import type { RequestName, Watched } from '../../../../preload/contract.ts';
import type { Scene } from './scene.ts';

/** What the page says to the engine that is made up, and hears from it. */
export type ToEngine =
  | { readonly type: 'start'; readonly scene: Scene }
  | { readonly type: 'ask'; readonly number: number; readonly name: RequestName; readonly args: unknown }
  | { readonly type: 'watch'; readonly watched: Watched };

export type FromEngine =
  | { readonly type: 'answer'; readonly number: number; readonly text: string }
  | { readonly type: 'refusal'; readonly number: number; readonly error: ErrorView }
  | { readonly type: 'push'; readonly text: string }
  | { readonly type: 'lost' };
