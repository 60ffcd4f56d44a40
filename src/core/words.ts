// Words that facts, activities and features share.

export type ThreadKind = "issue" | "pull" | "discussion";
export type ThreadState = "open" | "closed" | "merged";
export type RemarkKind = "comment" | "review" | "review_comment" | "discussion_comment";

/** Who an output is for: everyone, or the maintainers in a private place. */
export type Audience = "community" | "maintainers";

/** Reaction names as REST spells them, in the order in which GitHub shows them. */
export const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"] as const;
export type ReactionContent = (typeof REACTIONS)[number];
