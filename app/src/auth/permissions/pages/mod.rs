//! The pages of permissions: the explainer, who may do something, who reaches an object, and the
//! question before something is taken away; and the pieces that other pages share with them.

mod access;
mod explaining;
mod explanation;
mod holding;
mod loss;
mod removal;
mod sides;
mod user;

pub use access::AccessPage;
pub use explaining::ExplainPage;
pub use holding::HoldersPage;
pub use loss::{LossCard, OutcomeNotice};
pub use removal::RemovalPage;
pub use sides::{PermissionSides, SidesOf};
pub use user::UserPermissionsPage;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    i18n::*,
    moment::Moment,
    ui::{Words, ago_words},
};

crate::lazy_pages!(
    permissions_grants, __preload_permissions_grants: AccessPage, UserPermissionsPage, RemovalPage
);
crate::lazy_pages!(
    permissions_questions, __preload_permissions_questions: ExplainPage, HoldersPage
);

/// What the address asks of the page at `path`. Whoever leaves for another page changes the address
/// before this one is gone, and asks nothing of it by that.
fn search_of(path: &'static str) -> Memo<String> {
    let location = use_location();
    Memo::new(move |last: Option<&String>| match last {
        Some(last) if location.pathname.get() != path => last.clone(),
        _ => location.search.get(),
    })
}

/// Until when something was granted.
pub fn expiry_words(l: Locale, expires: Option<Moment>, now: Moment) -> Words {
    match expires {
        None => td_string!(l, access.for_good).into(),
        Some(at) if at <= now => td_string!(
            l,
            access.expired_ago,
            when = ago_words(l, at, now).into_owned()
        )
        .into(),
        Some(at) => at.exact().into(),
    }
}
