export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of the log: an event name in words and small facts. */
export interface Log {
  debug(event: string, facts?: Record<string, unknown>): void;
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
  error(event: string, facts?: Record<string, unknown>): void;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Names whose values never reach a log, wherever they stand. */
const secretName = /secret|token|signature|authorization|password|credential/i;
/** `Signature=…`, `x-oss-security-token=…` and the like inside a longer text such as a URL. */
const secretPair =
  /((?:signature|security-token|x-amz-signature|x-amz-security-token|x-oss-signature|credential)["']?\s*[=:]\s*["']?)[^&\s"',]+/gi;

/** Returns the text with the values of signatures and tokens replaced by `***`. */
export function maskText(text: string): string {
  return text.replace(secretPair, '$1***');
}

/** With its code, where it has one: `AppError disk.full`. */
function nameOf(error: Error): string {
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

/** What was thrown, as the log says it. */
export function maskThrown(thrown: unknown): string {
  return maskText(thrown instanceof Error ? `${nameOf(thrown)}: ${thrown.message}` : String(thrown));
}

function maskValue(name: string, value: unknown): unknown {
  if (secretName.test(name)) return '***';
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return maskThrown(value);
  if (Array.isArray(value)) return value.map(item => maskValue('', item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskValue(key, inner)]));
  }
  return value;
}

/** Writes one JSON object a line, secrets masked by name and by shape. `write` gets the line with its newline. */
export function createLog(lowest: LogLevel, write: (line: string) => void, now: () => number): Log {
  const at =
    (level: LogLevel) =>
    (event: string, facts: Record<string, unknown> = {}) => {
      if (order.indexOf(level) < order.indexOf(lowest)) return;
      const time = new Date(now()).toISOString();
      write(
        `${JSON.stringify({ time, level, event: maskText(event), ...(maskValue('', facts) as object) })}\n`,
      );
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Each of them hears everything. */
export function joinLogs(...logs: readonly Log[]): Log {
  const at =
    (level: LogLevel): Log[LogLevel] =>
    (event, facts) => {
      for (const log of logs) log[level](event, facts);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
