import { perform } from '../perform.ts';
import { Play } from '../play.ts';
import { type Extent, type Place, placeNames, places } from './points.ts';
import type { Scenario } from './scenarios.ts';

/** After the last thing that anybody waits for, the program tidies up. */
const eventsAfter = 20;

/** Plays the work of a scenario without a death, and counts the places in which there might have been one. */
export async function measure(scenario: Scenario): Promise<Extent> {
  const chance = Math.random;
  const play = await Play.open({ ...scenario.world, steps: [] });
  try {
    for (const step of scenario.before) await perform(play, step);
    const firstEvent = play.scheduler.events;
    const before = calls(play);
    for (const step of scenario.work) await perform(play, step);
    const byHand = scenario.work.filter(step => step.do === 'add').length;
    while (!isOver(play, byHand)) await play.go(1);
    await play.go(eventsAfter);
    const event = play.scheduler.events - firstEvent;
    await play.stop();
    const after = calls(play);
    const count = (place: Place) => after[place] - before[place];
    return { event, database: count('database'), folder: count('folder'), record: count('record') };
  } finally {
    play.close();
    Math.random = chance;
  }
}

function calls(play: Play): Extent {
  const counted = places.map(place => [place, play.faults.asked[placeNames[place].does] ?? 0]);
  return Object.fromEntries(counted) as Record<Place, number>;
}

/** The folder is done with, and everything by hand has arrived. */
function isOver(play: Play, byHand: number): boolean {
  const arrived = [...play.ledger.states.values()].filter(states => states.includes('done')).length;
  return !play.session?.isWorking && arrived === byHand;
}
