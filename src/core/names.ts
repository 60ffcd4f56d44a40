// Names as people write them in a configuration, compared with names as GitHub has them.

/** A category's slug, near enough to compare: "Q&A", "q-a" and "Q & A" are alike. */
export function categorySlug(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Whether `name` ("collector" or "lanterns/collector", in any case) means this repository. */
export function isRepositoryNamed(
  repository: { readonly owner: string; readonly name: string },
  name: string,
): boolean {
  const wanted = name.trim().toLowerCase();
  const short = repository.name.toLowerCase();
  return wanted === short || wanted === `${repository.owner.toLowerCase()}/${short}`;
}
