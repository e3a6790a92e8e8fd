import { spawn } from 'node:child_process';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../../../dist/cli/longshore.js');

export interface ProgramWish {
  /** Stands for the user's home: settings, data and files lie below it. */
  readonly home: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly language: 'en' | 'zh-CN';
}

/** `longshore serve` in a process of its own. */
export interface ServingProgram {
  /** Lets one browser in. */
  readonly link: string;
  readonly port: number;
  /** As Ctrl-C does; resolves when it has ended. May repeat. */
  stop(): Promise<void>;
}

export async function startProgram({ home, port, language }: ProgramWish): Promise<ServingProgram> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', String(port), '--json'], {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      LONGSHORE_CONFIG: join(home, 'settings', 'config.toml'),
      LONGSHORE_DATA: join(home, 'data'),
      LONGSHORE_LANG: language === 'zh-CN' ? 'zh_CN.UTF-8' : 'en_US.UTF-8',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  let output = '';
  const link = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      output += String(chunk);
      const [found] = /http:\/\/[^"\s]+/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on('data', chunk => {
      output += String(chunk);
    });
    void ended.then(code => reject(new Error(`serve ended with ${code}: ${output}`)));
  });
  return {
    link,
    port: Number(new URL(link).port),
    async stop() {
      if (child.exitCode === null) child.kill('SIGINT');
      await ended;
    },
  };
}
