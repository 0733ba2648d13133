//! What somebody holds, as one bit a permission: small enough to travel in every page.

use serde::{Deserialize, Serialize};

use super::{Permission, Role};

/// A set of permissions. The halves are the lower and the upper 64 bits; which permission a bit
/// stands for is settled within one build, and a set never outlives a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionSet(u64, u64);

const _: () = assert!(Permission::ALL.len() < 128);

impl PermissionSet {
    /// What a role comes with.
    pub fn of_role(role: Role) -> Self {
        std::iter::once(Permission::UseConsole)
            .chain(Permission::ALL.iter().copied())
            .filter(|permission| permission.comes_with(role))
            .collect()
    }

    pub const fn contains(self, permission: Permission) -> bool {
        let bit = permission as u32;
        if bit < 64 {
            self.0 >> bit & 1 == 1
        } else {
            self.1 >> (bit - 64) & 1 == 1
        }
    }

    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        let bit = permission as u32;
        if bit < 64 {
            Self(self.0 | 1 << bit, self.1)
        } else {
            Self(self.0, self.1 | 1 << (bit - 64))
        }
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::default(), Self::with)
    }
}

impl Extend<Permission> for PermissionSet {
    fn extend<I: IntoIterator<Item = Permission>>(&mut self, permissions: I) {
        *self = permissions.into_iter().fold(*self, Self::with);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_each_permission_by_itself() {
        for permission in Permission::ALL {
            let set = PermissionSet::from_iter([*permission]);
            assert_eq!(set.iter().collect::<Vec<_>>(), [*permission]);
        }
        assert_eq!(
            PermissionSet::of_role(Role::Superuser).iter().count(),
            Permission::ALL.len()
        );
        assert!(PermissionSet::of_role(Role::Member).contains(Permission::UseConsole));
    }

    #[test]
    fn keeps_what_both_hold() {
        let staff = PermissionSet::of_role(Role::Staff);
        let some = PermissionSet::from_iter([Permission::ViewUser, Permission::ViewDataset]);
        assert_eq!(
            staff.and(some).iter().collect::<Vec<_>>(),
            [Permission::ViewUser]
        );
    }
}
