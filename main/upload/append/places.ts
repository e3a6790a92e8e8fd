import type { AppendPlace, AppendPlaces } from '../../store/append-log.ts';

/** Where the appending of one file stands. */
export interface Place {
  readonly at: AppendPlace;
  /** From here on this is it. Written down first. */
  move(to: AppendPlace): void;
}

/** The places of one subject: always what the record says. */
export interface Places {
  /** Of the file that has the name. */
  readonly now: Place;
  /** Of files that had it before and may still grow, oldest first. */
  readonly left: readonly Place[];
  /** What was `now` stands at `old` and is one of those that were left; `now` is another one, which begins at `next`. */
  leave(old: AppendPlace, next: AppendPlace): void;
  /** The file of a place that was left is gone on with no more. */
  forget(place: Place): void;
}

/** `save` writes down; when it throws, nothing has changed. */
export function createPlaces(first: AppendPlaces, save: (places: AppendPlaces) => void): Places {
  let now = keep(first.now);
  let left: readonly MovingPlace[] = first.left.map(keep);

  interface MovingPlace extends Place {
    at: AppendPlace;
  }

  function keep(at: AppendPlace): MovingPlace {
    const place: MovingPlace = {
      at,
      move(to) {
        const after = (each: Place) => (each === place ? to : each.at);
        save({ now: after(now), left: left.map(after) });
        place.at = to;
      },
    };
    return place;
  }

  return {
    get now() {
      return now;
    },
    get left() {
      return left;
    },
    leave(old, next) {
      save({ now: next, left: [...left.map(({ at }) => at), old] });
      now.at = old;
      left = [...left, now];
      now = keep(next);
    },
    forget(place) {
      const others = left.filter(each => each !== place);
      save({ now: now.at, left: others.map(({ at }) => at) });
      left = others;
    },
  };
}
