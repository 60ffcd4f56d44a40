// GitHub's permissions as an installation grants them, and which parts of Stoa lack one.

/** "read", "write" or "admin" by permission, as GitHub names them. */
export type GrantedPermissions = Readonly<Record<string, string>>;

/** Somebody who needs permissions of GitHub. */
export interface NeedsPermissions {
  readonly name: string;
  readonly permissions: Readonly<Partial<Record<string, "read" | "write">>>;
}

/** Whether what is granted is enough. */
export function covers(granted: string | undefined, wanted: "read" | "write"): boolean {
  return wanted === "read" ? granted !== undefined : granted === "write" || granted === "admin";
}

/**
 * The permissions that somebody needs and an installation has not granted, as "discussions: write". Nobody lacks anything
 * while it is not known what is granted: GitHub grants every App something, so an empty list says no more than that.
 */
export function lackedBy(needy: NeedsPermissions, granted: GrantedPermissions): readonly string[] {
  if (Object.keys(granted).length === 0) return [];
  return Object.entries(needy.permissions)
    .filter(([permission, level]) => level !== undefined && !covers(granted[permission], level))
    .map(([permission, level]) => `${permission}: ${level}`);
}
