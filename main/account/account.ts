import type { BucketAccess } from '../model/access.ts';
import type { Addressing, StoreKind } from '../model/target.ts';
import type { LoadCredentials } from './credential-source.ts';

/** An account as found, whatever its origin; what it leaves out follows from the rest. Holds no secret itself. */
export interface Account {
  /** For messages: `account work`, `environment`, `~/.ossutilconfig`. */
  readonly label: string;
  readonly kind: StoreKind;
  readonly endpoint?: string;
  readonly region?: string;
  readonly addressing?: Addressing;
  readonly signing?: BucketAccess['signing'];
  readonly checksum?: BucketAccess['checksum'];
  readonly load: LoadCredentials;
}
