//! The pages of people: the list, one person, the forms, the history and the way to delete.

mod account;
mod delete;
mod detail;
mod form;
mod list;
mod table;

pub use delete::DeleteUserPage;
pub use detail::{UserHead, UserHistoryPage, UserPage, UserPart};
pub use form::{EditUserPage, NewUserPage};
pub use list::UsersPage;

use crate::ui::id_of_address;

crate::lazy_pages!(
    users_list, __preload_users_list: UsersPage
);
crate::lazy_pages!(
    users_pages, __preload_users_pages: UserPage, UserHistoryPage
);
crate::lazy_pages!(
    users_forms, __preload_users_forms: NewUserPage, EditUserPage, DeleteUserPage
);
