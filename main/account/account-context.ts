import type { Clock } from '../base/clock.ts';
import { type AccountEnvironment, readAccountEnvironment } from './environment.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import { openProfiles, type Profiles } from './profiles.ts';

/** Where accounts may come from. */
export interface AccountContext {
  readonly environment: AccountEnvironment;
  readonly profiles: Profiles;
  readonly clock: Clock;
}

/** The real places, unless others are given. Reads no file yet. */
export function createAccountContext(
  clock: Clock,
  environment: AccountEnvironment = readAccountEnvironment(),
  keyring: Keyring = openKeyring(clock),
): AccountContext {
  return { environment, profiles: openProfiles(environment.configFile, keyring), clock };
}
