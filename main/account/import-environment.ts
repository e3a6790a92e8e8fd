import type { StoreKind } from '../model/target.ts';
import type { AccountEnvironment } from './environment.ts';
import type { ImportedAccount } from './imported-account.ts';

const kinds: readonly StoreKind[] = ['oss', 's3'];

/** The accounts that variables hold whole. Pure. */
export function importEnvironment(environment: AccountEnvironment): readonly ImportedAccount[] {
  return kinds.flatMap(kind => {
    const { accessKeyId, accessKeySecret, securityToken, region, endpoint } = environment[kind];
    if (accessKeyId === null || accessKeySecret === null) return [];
    return [
      {
        kind,
        name: `environment-${kind}`,
        ...(endpoint !== null && { endpoint }),
        ...(region !== null && { region }),
        credentials: { accessKeyId, accessKeySecret, ...(securityToken !== null && { securityToken }) },
      },
    ];
  });
}
