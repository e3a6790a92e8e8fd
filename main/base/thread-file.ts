import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Where a thread of ours starts: the built file `name` beside `module`. Where the sources themselves run (tests), it is that of the command
 * line's build, as a thread that reads the sources takes longer to start than most tests. In a package the files of threads lie beside the
 * archive that holds all else, for threads can't be started from inside of it.
 */
export function threadFile(name: string, module: string): URL {
  const beside = module.endsWith('.ts')
    ? new URL('dist/cli/', pathToFileURL(findPackageJSON('.', module) ?? ''))
    : module.replace(/\/app\.asar\//, '/app.asar.unpacked/');
  return new URL(`./${name}.js`, beside);
}
