// What may be installed: rules over package.json, the lock file and the licences of what is installed. Pure; what reads the
// files is check-packages.ts. Why not a library: docs/decisions/016-security.md.

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
  /** Packages that may run a script when they are installed. */
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

export interface LockedPackage {
  readonly version?: string;
  /** Absent where the lock file names no registry. */
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

export interface Lock {
  readonly lockfileVersion: number;
  /** By path; "" is the project itself. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package's licence as its own package.json has it; undefined for one that is not installed on this platform. */
export type ReadLicence = (path: string) => unknown;

/** SPDX identifiers of licences that ask for no more than a notice. */
const LICENCES: ReadonlySet<string> = new Set(
  `MIT MIT-0 ISC BSD-2-Clause BSD-3-Clause 0BSD Apache-2.0 BlueOak-1.0.0 CC0-1.0 Unlicense Python-2.0 PSF-2.0 Zlib`.split(
    " ",
  ),
);
/** Licences that stand in a file and not in package.json; each was read. */
const READ_BY_A_PERSON: Readonly<Record<string, string>> = { sylvester: "MIT" };
/** Binaries of development tools for platforms that the machine which wrote the lock file cannot ask about. */
const WITHOUT_INTEGRITY = /^node_modules\/@(?:oxc-parser|oxlint|oxlint-tsgolint)\//;

/** Everything that is wrong, each with what to do. */
export function packageProblems(manifest: Manifest, lock: Lock, licenceOf: ReadLicence): string[] {
  const installed = Object.entries(lock.packages).filter(([path, { link }]) => path !== "" && link !== true);
  return [
    ...unpinned(manifest),
    ...(lock.lockfileVersion >= 3
      ? []
      : ["package-lock.json is of an old format. Run npm install with npm 7 or newer."]),
    ...installed.flatMap(([path, entry]) => sourceProblems(path, entry)),
    ...installed.flatMap(([path, entry]) => scriptProblems(path, entry, manifest)),
    ...installed
      .filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)
      .flatMap(([path, entry]) => licenceProblems(path, entry, licenceOf)),
  ];
}

function unpinned(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(
      ([name, version]) =>
        `${name} is asked for as "${version}". Pin one version: npm install --save-exact ${name}`,
    );
}

function sourceProblems(path: string, { resolved, integrity, optional }: LockedPackage): string[] {
  const name = nameOf(path);
  const problems: string[] = [];
  if (resolved !== undefined) {
    problems.push(
      resolved.startsWith("https://")
        ? `${name} names the host it came from. Run npm install: .npmrc leaves it out, so that every registry serves.`
        : `${name} comes from ${resolved.slice(0, 100)}, and not from a registry over https. Find it in one, or do without.`,
    );
  }
  const isExcused = optional === true && WITHOUT_INTEGRITY.test(path);
  if (integrity === undefined && !isExcused) {
    problems.push(
      `${name} has no integrity: nobody would notice another content. Run npm install ${name} again.`,
    );
  } else if (integrity !== undefined && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)) {
    problems.push(`${name} has an integrity that is no SHA-512. Run npm install ${name} again.`);
  }
  return problems;
}

function scriptProblems(
  path: string,
  { hasInstallScript }: LockedPackage,
  { allowScripts }: Manifest,
): string[] {
  const name = nameOf(path);
  if (hasInstallScript !== true || allowScripts?.[name] === true) return [];
  return [
    `${name} runs a script when it is installed. Read the script; if it must run, add the package to allowScripts in package.json.`,
  ];
}

function licenceProblems(path: string, { optional }: LockedPackage, licenceOf: ReadLicence): string[] {
  const name = nameOf(path);
  const stated = licenceOf(path);
  // Only what is installed is read, and another platform's binary is not.
  if (stated === undefined && optional === true) return [];
  const licence = READ_BY_A_PERSON[name] ?? stated;
  if (typeof licence === "string" && isAllowed(licence)) return [];
  const found =
    typeof licence === "string" ? `is under ${licence}` : "does not say which licence it is under";
  return [
    `${name} ${found}. If it asks for no more than a notice, add it to scripts/packages.ts; otherwise choose another package.`,
  ];
}

/** An SPDX expression: any of its alternatives will do, and all of what it combines must. */
function isAllowed(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, " ");
  return bare
    .split(/\sOR\s/)
    .some((choice) => choice.split(/\sAND\s/).every((one) => LICENCES.has(one.trim())));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
