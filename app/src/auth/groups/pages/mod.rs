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

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

crate::lazy_pages!(
    groups_list, __preload_groups_list: GroupsPage
);
crate::lazy_pages!(
    groups_pages, __preload_groups_pages: GroupPage, GroupMembersPage, GroupPermissionsPage, GroupObjectsPage, GroupHistoryPage
);
crate::lazy_pages!(
    groups_forms, __preload_groups_forms: NewGroupPage, EditGroupPage, DeleteGroupPage
);

/// The group of the address; one that does not exist where the address names none.
fn id_of_address() -> Memo<i32> {
    let params = use_params_map();
    Memo::new(move |_| {
        params.with(|params| {
            params
                .get("id")
                .and_then(|id| id.parse().ok())
                .unwrap_or_default()
        })
    })
}
