/**
 * `npm sbom --package-lock-only --sbom-format cyclonedx | node assets/build/sbom.ts FOLDER`: the list of what the packages below FOLDER hold,
 * made from npm's list of all that was installed to make them. Neither `dependencies` nor `devDependencies` tells that: the command line's
 * part is left out of packages, and of what only builds them much ends up in the page.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { bundledDir, type PackageId } from './bundled-packages.ts';

interface Component extends PackageId {
  readonly 'bom-ref': string;
  readonly scope?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const keyOf = ({ name, version }: PackageId) => `${name}@${version}`;

/** Only what is shipped, and all of it. Throws where something is shipped that npm does not know. Pure. */
export function shippedOf(all: Sbom, product: PackageId, shipped: readonly PackageId[]): Sbom {
  const wanted = new Set(shipped.map(keyOf));
  const components = all.components.filter(each => wanted.has(keyOf(each)));
  const known = new Set(components.map(keyOf));
  const unknown = [...wanted].filter(key => !known.has(key));
  if (unknown.length > 0) throw new Error(`shipped, and not in the lock file: ${unknown.join(', ')}`);
  const root = all.metadata.component['bom-ref'];
  const refs = new Set(components.map(each => each['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(each => refs.has(each)) }));
  // What came by way of something that stayed behind is the product's own.
  const reached = new Set(dependencies.flatMap(({ dependsOn }) => dependsOn));
  const direct = new Set(all.dependencies.find(({ ref }) => ref === root)?.dependsOn);
  const own = [...refs].filter(ref => direct.has(ref) || !reached.has(ref));
  return {
    ...all,
    metadata: { ...all.metadata, component: { ...all.metadata.component, ...product } },
    components: components.map(asShipped),
    dependencies: [{ ref: root, dependsOn: own }, ...dependencies],
  };
}

/** What npm calls a matter of development is required by whoever runs the program. */
function asShipped(component: Component): Component {
  const properties = (component.properties ?? []).filter(
    ({ name }) => name !== 'cdx:npm:package:development',
  );
  return { ...component, scope: 'required', properties };
}

/** The packages of npm whose folders lie in an archive, or beside it. */
function packagesIn(archive: string): readonly PackageId[] {
  return listPackage(archive, { isPack: false })
    .map(path => path.replaceAll('\\', '/').replace(/^\//, ''))
    .filter(path => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map(path => JSON.parse(extractFile(archive, path).toString('utf8')) as PackageId);
}

function main(folder: string): void {
  const archives = globSync('**/*.asar', { cwd: folder }).map(path => join(folder, path));
  if (archives.length === 0) throw new Error(`there is no archive below ${folder}`);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const bundles = readdirSync(bundledDir).map(name => read(join(bundledDir, name)) as readonly PackageId[]);
  const { name, version, devDependencies } = read(
    join(import.meta.dirname, '..', '..', 'package.json'),
  ) as PackageId & { readonly devDependencies: { readonly electron: string } };
  const runtime = { name: 'electron', version: devDependencies.electron };
  const shipped = [runtime, ...archives.flatMap(packagesIn), ...bundles.flat()];
  const all = JSON.parse(readFileSync(0, 'utf8')) as Sbom;
  process.stdout.write(`${JSON.stringify(shippedOf(all, { name, version }, shipped), null, 2)}\n`);
}

if (import.meta.main) main(process.argv[2] ?? join('dist', 'packages'));
