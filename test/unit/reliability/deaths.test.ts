import { expect, test } from 'vitest';
import { ofDeaths } from '../../reliability/record/read-sections.ts';
import { missedKinds } from '../../reliability/record/section.ts';
import {
  allPoints,
  historyOf,
  placeNames,
  pointText,
  readPoint,
} from '../../reliability/sim/deaths/points.ts';
import { emptyRecord, withPoint } from '../../reliability/sim/deaths/record.ts';

const extents = {
  hand: { event: 3, database: 2, folder: 1, record: 1 },
  mirror: { event: 2, database: 0, folder: 0, record: 4 },
};
const all = allPoints(extents, 1);

test('each event and each call of each scenario is a place to die, once', () => {
  expect(all).toHaveLength(13);
  expect(new Set(all.map(pointText)).size).toBe(13);
  expect(all.filter(({ scenario, place }) => scenario === 'mirror' && place === 'record')).toHaveLength(4);
  expect(allPoints(extents, 5).map(pointText)).toEqual(['hand event 1', 'hand folder 1', 'mirror record 2']);
});

test('a place is read as it is told, and what is none is refused', () => {
  for (const point of all) expect(readPoint(pointText(point))).toEqual(point);
  for (const text of ['', 'hand event', 'hand event 0', 'hand nowhere 1', 'nobody event 1']) {
    expect(() => readPoint(text), text).toThrow();
  }
});

test('the program dies after so many events, and in the call after so many', () => {
  const afterEvent = historyOf(readPoint('mirror event 7')).steps;
  expect(afterEvent.slice(-2)).toEqual([{ do: 'go', events: 7 }, { do: 'kill' }]);
  const inCall = historyOf(readPoint('mirror record 7')).steps;
  const fault = { do: 'fault', place: 'process', does: 'deathInState', after: 6, times: 1 };
  expect(inCall).toContainEqual(fault);
  // What was before comes to rest without it.
  expect(inCall.findIndex(step => step.do === 'fault')).toBe(
    inCall.findIndex(step => step.do === 'stop') + 1,
  );
});

test('a death that failed is told with its command, and one that never came counts as none', () => {
  const played = { events: 10, requests: 2, sessions: 2 };
  let record = emptyRecord(extents, 'abc1234');
  record = withPoint(record, { ...played, point: 'hand event 1', failure: null });
  record = withPoint(record, {
    ...{ ...played, point: 'hand record 1' },
    failure: { rule: 'left object', message: 'one too many' },
  });
  record = withPoint(record, {
    ...{ ...played, point: 'hand folder 1' },
    failure: { rule: 'never struck', message: 'nobody died' },
  });
  const section = ofDeaths(record);
  expect(section.runs).toBe(3);
  expect(section.faults).toEqual({
    [placeNames.event.told]: 1,
    [placeNames.database.told]: 0,
    [placeNames.folder.told]: 0,
    [placeNames.record.told]: 1,
  });
  expect(missedKinds([section])).toEqual([
    `Deaths: ${placeNames.database.told}`,
    `Deaths: ${placeNames.folder.told}`,
  ]);
  expect(section.failures[0]).toBe(
    "left object: one too many: npm run test:deaths -- --point 'hand record 1'",
  );
  expect(section.facts['places to die in scenario hand']).toBe(7);
});
