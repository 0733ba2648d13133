//! The menu: what it says, where it leads, and the permission without which it is not shown.

use crate::{
    i18n::*,
    paths,
    permission::{Permission, PermissionSet},
    ui::{Icon, Words},
};

/// One line of the menu.
pub struct NavItem {
    pub label: Words,
    pub href: &'static str,
    pub icon: Icon,
    pub permission: Permission,
}

/// Lines under one heading; the first group has none.
pub struct NavGroup {
    pub heading: Option<Words>,
    pub items: Vec<NavItem>,
}

/// Whether a path is the page of a line of the menu, or one below it.
pub fn is_within(path: &str, href: &str) -> bool {
    path == href
        || (href != paths::HOME && path.starts_with(href) && path[href.len()..].starts_with('/'))
}

/// The menu of somebody who holds these permissions, in a language.
pub fn menu(language: Locale, held: PermissionSet) -> Vec<NavGroup> {
    let item = |label: &'static str, href, icon, permission| NavItem {
        label: label.into(),
        href,
        icon,
        permission,
    };
    let groups = vec![
        NavGroup {
            heading: None,
            items: vec![item(
                td_string!(language, frame.home),
                paths::HOME,
                Icon::Home,
                Permission::UseConsole,
            )],
        },
        NavGroup {
            heading: Some(td_string!(language, frame.group_organization).into()),
            items: vec![
                item(
                    td_string!(language, frame.organizations),
                    paths::ORGANIZATIONS,
                    Icon::Organization,
                    Permission::ViewOrganization,
                ),
                item(
                    td_string!(language, frame.users),
                    paths::USERS,
                    Icon::Users,
                    Permission::UseConsole,
                ),
                item(
                    td_string!(language, frame.groups),
                    paths::GROUPS,
                    Icon::Filter,
                    Permission::ViewGroup,
                ),
                item(
                    td_string!(language, frame.permissions),
                    paths::PERMISSIONS,
                    Icon::Key,
                    Permission::ViewPermission,
                ),
            ],
        },
        NavGroup {
            heading: Some(td_string!(language, frame.group_system).into()),
            items: vec![item(
                td_string!(language, frame.audit_logs),
                paths::AUDIT_LOGS,
                Icon::Audit,
                Permission::ViewAuditLog,
            )],
        },
    ];
    groups
        .into_iter()
        .map(|group| NavGroup {
            heading: group.heading,
            items: group
                .items
                .into_iter()
                .filter(|item| held.contains(item.permission))
                .collect(),
        })
        .filter(|group| !group.items.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;

    fn places(role: Role) -> Vec<&'static str> {
        menu(Locale::en, PermissionSet::of_role(role))
            .into_iter()
            .flat_map(|g| g.items)
            .map(|item| item.href)
            .collect()
    }

    #[test]
    fn shows_only_what_the_role_may_open() {
        assert_eq!(places(Role::Member), [paths::HOME, paths::USERS]);
        assert!(places(Role::Staff).contains(&paths::AUDIT_LOGS));
    }
}
