//! Every address of the console as a function, so that a link cannot point nowhere.

use crate::permission::Entity;

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const SET_UP: &str = "/set-up";
/// What a token follows.
pub const WELCOME: &str = "/welcome/";
pub const PROFILE: &str = "/profile";
pub const PROFILE_EDIT: &str = "/profile/edit";
pub const PROFILE_PASSWORD: &str = "/profile/password";
pub const PROFILE_SESSIONS: &str = "/profile/sessions";
pub const SEARCH: &str = "/search";
pub const KIT: &str = "/kit";

pub const ORGANIZATIONS: &str = "/organizations";
pub const ORGANIZATIONS_NEW: &str = "/organizations/new";
pub const ORGANIZATIONS_CSV: &str = "/organizations/export.csv";
pub const USERS: &str = "/users";
pub const USERS_NEW: &str = "/users/new";
pub const USERS_CSV: &str = "/users/export.csv";
pub const GROUPS: &str = "/groups";
pub const GROUPS_NEW: &str = "/groups/new";
pub const PERMISSIONS: &str = "/permissions";
pub const HOLDERS: &str = "/permissions/holders";
pub const REMOVAL: &str = "/permissions/remove";
pub const AUDIT_LOGS: &str = "/audit-logs";
pub const AUDIT_LOGS_CSV: &str = "/audit-logs/export.csv";
pub const AUDIT_LOGS_JSONL: &str = "/audit-logs/export.jsonl";

/// Where a one-time link leads: the page that asks for a new password.
pub fn one_time_link(token: &str) -> String {
    format!("{WELCOME}{token}")
}

/// The sign-in page that leads back to where somebody wanted to go.
pub fn sign_in_then(next: &str) -> String {
    format!("{SIGN_IN}?next={}", encode(next))
}

pub fn organization(id: i32) -> String {
    format!("{ORGANIZATIONS}/{id}")
}

pub fn organization_edit(id: i32) -> String {
    format!("{ORGANIZATIONS}/{id}/edit")
}

pub fn organization_delete(id: i32) -> String {
    format!("{ORGANIZATIONS}/{id}/delete")
}

pub fn organization_history(id: i32) -> String {
    format!("{ORGANIZATIONS}/{id}/history")
}

pub fn organization_members(id: i32) -> String {
    format!("{ORGANIZATIONS}/{id}/members")
}

pub fn user(id: i32) -> String {
    format!("{USERS}/{id}")
}

pub fn user_edit(id: i32) -> String {
    format!("{USERS}/{id}/edit")
}

pub fn user_delete(id: i32) -> String {
    format!("{USERS}/{id}/delete")
}

pub fn user_history(id: i32) -> String {
    format!("{USERS}/{id}/history")
}

pub fn user_permissions(id: i32) -> String {
    format!("{USERS}/{id}/permissions")
}

pub fn user_sessions(id: i32) -> String {
    format!("{USERS}/{id}/sessions")
}

pub fn group(id: i32) -> String {
    format!("{GROUPS}/{id}")
}

pub fn group_edit(id: i32) -> String {
    format!("{GROUPS}/{id}/edit")
}

pub fn group_delete(id: i32) -> String {
    format!("{GROUPS}/{id}/delete")
}

pub fn group_members(id: i32) -> String {
    format!("{GROUPS}/{id}/members")
}

pub fn group_permissions(id: i32) -> String {
    format!("{GROUPS}/{id}/permissions")
}

pub fn group_objects(id: i32) -> String {
    format!("{GROUPS}/{id}/objects")
}

pub fn group_history(id: i32) -> String {
    format!("{GROUPS}/{id}/history")
}

/// Who reaches an object.
pub fn access(entity: Entity, id: i32) -> String {
    format!("/access/{}/{id}", entity.model())
}

/// The audit log, narrowed to one entity.
pub fn audit_of(entity_type: &str, entity_id: i64) -> String {
    format!(
        "{AUDIT_LOGS}?entity_type={}&entity_id={entity_id}",
        encode(entity_type)
    )
}

/// The page of an entity, if there is one: the audit log links to it.
pub fn entity(entity_type: &str, entity_id: i64) -> Option<String> {
    let id = i32::try_from(entity_id).ok()?;
    match entity_type {
        "user" => Some(user(id)),
        "organization" => Some(organization(id)),
        "group" => Some(group(id)),
        _ => None,
    }
}

/// Percent-encodes one value of a query (application/x-www-form-urlencoded).
pub fn encode(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_would_break_a_query() {
        assert_eq!(
            encode("/users?q=林&a=1"),
            "%2Fusers%3Fq%3D%E6%9E%97%26a%3D1"
        );
    }

    #[test]
    fn knows_which_entities_have_a_page() {
        assert_eq!(entity("user", 7).as_deref(), Some("/users/7"));
        assert_eq!(entity("session", 7), None);
        assert_eq!(entity("user", i64::MAX), None);
    }
}
