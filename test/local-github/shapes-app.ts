// How the app and its installations look in REST answers and webhook payloads.

import type { Installation, Repository } from "./entities.ts";
import { isoTime, userShape, type Schema, type View } from "./shapes.ts";

/** The app as GitHub shows it beside what it wrote. */
export function appShape(view: View): NonNullable<Schema<"integration">> {
  const { app, state } = view;
  const owner = [...state.installations.values()][0]?.account ?? state.accounts.get("ghost");
  if (!owner) throw new Error("There is no ghost");
  return {
    id: app.id,
    slug: app.slug,
    node_id: `A_kwHO${app.id}`,
    client_id: `Iv1.${app.id}`,
    owner: userShape(view, owner),
    name: app.name,
    description: null,
    external_url: view.url,
    html_url: `${view.url}/apps/${app.slug}`,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
    permissions: DEFAULT_PERMISSIONS,
    events: [...app.events],
  };
}

/** What the app is granted when an installation names nothing else. */
export const DEFAULT_PERMISSIONS: Readonly<Record<string, string>> = {
  metadata: "read",
  contents: "read",
  issues: "write",
  pull_requests: "write",
  discussions: "write",
  checks: "write",
  members: "read",
};

/** An installation. */
export function installationShape(view: View, installation: Installation): Schema<"installation"> {
  const { id, account } = installation;
  const suspendedBy = installation.suspendedAt === null ? null : userShape(view, account);
  const folder = account.type === "Organization" ? `organizations/${account.login}/` : "";
  return {
    id,
    account: userShape(view, account),
    repository_selection: installation.repositories ? "selected" : "all",
    access_tokens_url: `${view.url}/app/installations/${id}/access_tokens`,
    repositories_url: `${view.url}/installation/repositories`,
    html_url: `${view.url}/${folder}settings/installations/${id}`,
    app_id: view.app.id,
    app_slug: view.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: [...view.app.events],
    created_at: isoTime(installation.createdAt),
    updated_at: isoTime(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedBy,
    suspended_at: installation.suspendedAt === null ? null : isoTime(installation.suspendedAt),
  };
}

/** A repository in the short form that installation events carry. */
export function shortRepository(repository: Repository) {
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: `${repository.owner.login}/${repository.name}`,
    private: repository.isPrivate,
  };
}
