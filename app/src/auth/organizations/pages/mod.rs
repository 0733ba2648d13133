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

use crate::ui::id_of_address;

crate::lazy_pages!(
    organizations_list, __preload_organizations_list: OrganizationsPage
);
crate::lazy_pages!(
    organizations_pages, __preload_organizations_pages: OrganizationPage, OrganizationMembersPage, OrganizationHistoryPage
);
crate::lazy_pages!(
    organizations_forms, __preload_organizations_forms: NewOrganizationPage, EditOrganizationPage, DeleteOrganizationPage
);
