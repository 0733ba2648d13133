//! The pages of groups: the list, one group by tabs, its form, its end.

mod deletion;
mod detail;
mod form;
mod list;
mod members;
mod objects;
mod permissions;

pub use deletion::DeleteGroupPage;
pub use detail::{GroupHistoryPage, GroupPage};
pub use form::{EditGroupPage, NewGroupPage};
pub use list::GroupsPage;
pub use members::GroupMembersPage;
pub use objects::GroupObjectsPage;
pub use permissions::GroupPermissionsPage;

use crate::ui::id_of_address;

crate::lazy_pages!(
    groups_list, __preload_groups_list: GroupsPage
);
crate::lazy_pages!(
    groups_pages, __preload_groups_pages: GroupPage, GroupMembersPage, GroupPermissionsPage, GroupObjectsPage, GroupHistoryPage
);
crate::lazy_pages!(
    groups_forms, __preload_groups_forms: NewGroupPage, EditGroupPage, DeleteGroupPage
);
