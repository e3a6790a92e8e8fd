import type { z } from 'zod';
import type { ArgsOf, RequestName, Requests } from '../../preload/contract.ts';

/** How the arguments of requests are read; what does not fit the contract does not compile. */
export type Schemas<R> = {
  readonly [K in keyof R & RequestName]: z.ZodType<ArgsOf<K>>;
};

/** One area of the contract: its handlers, and how their arguments are read. */
export interface Area<R extends Partial<Requests>> {
  readonly handlers: R;
  readonly schemas: Schemas<R>;
}
