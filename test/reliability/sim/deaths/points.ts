import type { History, Step } from '../steps.ts';
import { restMs, type Scenario, scenarios } from './scenarios.ts';

/** Where a death can come: between two events, or inside a call, before that has done anything. */
export const places = ['event', 'database', 'folder', 'record'] as const;
export type Place = (typeof places)[number];

/** For a reader, and as the faults of the simulation count them. */
export const placeNames: Readonly<Record<Place, { readonly told: string; readonly does: string }>> = {
  event: { told: 'after an event', does: 'death' },
  database: { told: 'in a call of the database', does: 'deathInDatabase' },
  folder: { told: "in a call on the user's files", does: 'deathInFile' },
  record: { told: "in a call on the program's own files", does: 'deathInState' },
};

/** How many places to die at the work of a scenario has. */
export type Extent = Readonly<Record<Place, number>>;

/** One death. */
export interface Point {
  readonly scenario: string;
  readonly place: Place;
  /** The first is 1. */
  readonly at: number;
}

/** Every place to die in, scenario by scenario; of these every so many. */
export function allPoints(extents: Readonly<Record<string, Extent>>, every: number): readonly Point[] {
  return Object.entries(extents)
    .flatMap(([scenario, extent]) =>
      places.flatMap(place =>
        Array.from({ length: extent[place] }, (_, index): Point => ({ scenario, place, at: index + 1 })),
      ),
    )
    .filter((_, index) => index % every === 0);
}

/** As the command line takes it: `mirror event 17`. */
export function pointText({ scenario, place, at }: Point): string {
  return `${scenario} ${place} ${at}`;
}

export function readPoint(text: string): Point {
  const [scenario = '', placeName, atText] = text.split(' ');
  const place = places.find(each => each === placeName);
  const at = Number(atText);
  if (!place || !(at > 0)) throw new Error(`this is no point: ${text}`);
  scenarioOf(scenario);
  return { scenario, place, at };
}

export function scenarioOf(name: string): Scenario {
  const found = scenarios.find(each => each.name === name);
  if (!found) throw new Error(`there is no scenario ${name}`);
  return found;
}

/** The history in which the program dies there; what follows, the end of every history does: it lives again until all is quiet. */
export function historyOf({ scenario, place, at }: Point): History {
  const { before, work, world } = scenarioOf(scenario);
  const { does } = placeNames[place];
  const steps: readonly Step[] =
    place === 'event'
      ? [...work, { do: 'go', events: at }, { do: 'kill' }]
      : [
          { do: 'fault', place: 'process', does, after: at - 1, times: 1 },
          ...work,
          { do: 'pass', ms: restMs },
          { do: 'stop' },
        ];
  return { ...world, steps: [...before, ...steps] };
}
