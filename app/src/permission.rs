//! Every permission there is, in one enum. The codenames are the specification's, which are
//! Django's (section 2.2.2): a verb and the entity.

use serde::{Deserialize, Serialize};

/// Something that may be allowed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// What everyone may who is signed in: the home page, one's own profile, colleagues' names.
    UseConsole,
    ViewOrganization,
    AddOrganization,
    ChangeOrganization,
    DeleteOrganization,
    ViewUser,
    AddUser,
    ChangeUser,
    DeleteUser,
    ExportUser,
    ViewAuditLog,
    ExportAuditLog,
    ViewStore,
}

/// Who somebody is, as far as permissions care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Everything in every organization.
    Superuser,
    /// Administers its own organization.
    Staff,
    #[default]
    Member,
}

impl Permission {
    pub const ALL: [Self; 13] = [
        Self::UseConsole,
        Self::ViewOrganization,
        Self::AddOrganization,
        Self::ChangeOrganization,
        Self::DeleteOrganization,
        Self::ViewUser,
        Self::AddUser,
        Self::ChangeUser,
        Self::DeleteUser,
        Self::ExportUser,
        Self::ViewAuditLog,
        Self::ExportAuditLog,
        Self::ViewStore,
    ];

    /// The codename in `auth.permissions`.
    pub const fn codename(self) -> &'static str {
        match self {
            Self::UseConsole => "use_console",
            Self::ViewOrganization => "view_organization",
            Self::AddOrganization => "add_organization",
            Self::ChangeOrganization => "change_organization",
            Self::DeleteOrganization => "delete_organization",
            Self::ViewUser => "view_user",
            Self::AddUser => "add_user",
            Self::ChangeUser => "change_user",
            Self::DeleteUser => "delete_user",
            Self::ExportUser => "export_user",
            Self::ViewAuditLog => "view_auditlog",
            Self::ExportAuditLog => "export_auditlog",
            Self::ViewStore => "view_store",
        }
    }

    /// The role alone decides this much; which rows it reaches is the query's scope.
    pub const fn is_held_by(self, role: Role) -> bool {
        match role {
            Role::Superuser => true,
            Role::Staff => !matches!(self, Self::AddOrganization | Self::DeleteOrganization),
            Role::Member => matches!(self, Self::UseConsole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codenames_are_unique() {
        let mut names: Vec<_> = Permission::ALL.iter().map(|p| p.codename()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Permission::ALL.len());
    }

    #[test]
    fn members_use_the_console_and_nothing_else() {
        let held: Vec<_> = Permission::ALL
            .into_iter()
            .filter(|p| p.is_held_by(Role::Member))
            .collect();
        assert_eq!(held, [Permission::UseConsole]);
    }
}
