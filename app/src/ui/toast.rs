//! What was just done, said once: the address says which (`?done=saved`), so it works without
//! JavaScript and survives a redirect.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::{Icon, IconView, Words};
use crate::{facts::language, i18n::*, list::ListQuery};

/// The messages of the page.
#[component]
pub fn Toasts() -> impl IntoView {
    let l = language();
    let query = use_query_map();
    let location = use_location();
    let without = move || {
        let search = ListQuery::parse(&location.search.get()).here_without("done").to_search();
        format!("{}{search}", location.pathname.get())
    };
    view! {
        <div class="toasts" role="status">
            {move || {
                query.read().get("done").and_then(|done| words(l, &done)).map(|words| view! {
                    <div class="toast toast-ok">
                        <IconView icon=Icon::Check />
                        <p>{words}</p>
                        <a class="btn btn-ghost btn-sm" href=without>{td_string!(l, ui.close)}</a>
                    </div>
                })
            }}
        </div>
    }
}

fn words(l: Locale, done: &str) -> Option<Words> {
    Some(match done {
        "created" => td_string!(l, ui.done_created),
        "saved" => td_string!(l, ui.done_saved),
        "deleted" => td_string!(l, ui.done_deleted),
        "deactivated" => td_string!(l, ui.done_deactivated),
        "reactivated" => td_string!(l, ui.done_reactivated),
        "invited" => td_string!(l, ui.done_invited),
        "reset" => td_string!(l, ui.done_reset),
        "password-changed" => td_string!(l, ui.done_password_changed),
        _ => return None,
    }
    .into())
}
