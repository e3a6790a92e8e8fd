/** Keys of an account, temporary when `securityToken` is there. Lives in memory only. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** Wall time in ms at which the server stops accepting them; absent for permanent keys. */
  readonly expiresAtMs?: number;
}

/**
 * Where credentials come from. May ask a program or the network; called before every request, so it caches.
 * Throws `credentials.missing` or `credentials.expired` when it can't give a usable set.
 */
export interface CredentialSource {
  current(signal?: AbortSignal): Promise<Credentials>;
  /** The server refused this set as expired: the next `current` fetches a new one. */
  invalidate(refused: Credentials): void;
}
