//! The pages of organizations: the list, one organization by tabs, its form, its end.

mod deletion;
mod detail;
mod form;
mod list;
mod members;

pub use deletion::DeleteOrganizationPage;
pub use detail::{OrganizationHistoryPage, OrganizationPage};
pub use form::{EditOrganizationPage, NewOrganizationPage};
pub use list::OrganizationsPage;
pub use members::OrganizationMembersPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

crate::lazy_pages!(
    organizations_list, __preload_organizations_list: OrganizationsPage
);
crate::lazy_pages!(
    organizations_pages, __preload_organizations_pages: OrganizationPage, OrganizationMembersPage, OrganizationHistoryPage
);
crate::lazy_pages!(
    organizations_forms, __preload_organizations_forms: NewOrganizationPage, EditOrganizationPage, DeleteOrganizationPage
);

/// The organization of the address; one that does not exist where the address names none.
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
