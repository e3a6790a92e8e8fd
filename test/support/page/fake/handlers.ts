/** The requests of one area, answered at once. */
export type Handlers<Area> = {
  readonly [K in keyof Area]: Area[K] extends (args: infer Args) => Promise<infer Answer>
    ? (args: Args) => Answer
    : never;
};
