/**
 * Where a thread of ours starts: the compiled file `name` beside `module`, or its source where the sources themselves run (tests). In a
 * package the files of threads lie beside the archive that holds all else, for threads can't be started from inside of it.
 */
export function threadFile(name: string, module: string): URL {
  const ending = module.endsWith('.ts') ? 'ts' : 'js';
  const beside = module.replace(/\/app\.asar\//, '/app.asar.unpacked/');
  return new URL(`./${name}.${ending}`, beside);
}
