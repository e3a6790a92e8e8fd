/** The system's word for a failed call, such as `EACCES`; null for what no system call threw. */
export function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}
