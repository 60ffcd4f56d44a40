// A delivery that was under way while its repository was renamed, or before it was made private, speaks of how things
// were: its activity is put where the repository is now.

import type { Activity } from "../core/activity.ts";
import type { SeenRepository } from "./repositories.ts";
import { pathOf } from "./repository-changes.ts";

/** The activity as it would have been told now. Of a repository that is not at work it says nothing to anybody. */
export function atPlace<A extends Activity>(activity: A, seen: SeenRepository): A {
  const { id, installationId, owner, name, isPrivate } = seen.repository;
  const isLive = activity.isLive && seen.isAtWork;
  const repository = { id, installationId, owner, name, isPrivate };
  const [old, fresh] = [pathOf(activity.repository), pathOf(repository)];
  if (old === fresh) return { ...activity, repository, isLive };
  const move = <T extends { readonly url: string }>(told: T): T => ({
    ...told,
    url: told.url.replace(old, fresh),
  });
  return {
    ...activity,
    repository,
    isLive,
    ...("thread" in activity ? { thread: move(activity.thread) } : {}),
    ...("remark" in activity ? { remark: move(activity.remark) } : {}),
    ...("release" in activity ? { release: move(activity.release) } : {}),
  };
}
