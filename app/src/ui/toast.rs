//! What was just done, said once: the address says which (`?done=saved`), so it works without
//! JavaScript and survives a redirect.

use std::time::Duration;

use leptos::{prelude::*, wasm_bindgen::JsValue};
use leptos_router::hooks::use_location;

use super::{Icon, IconView, Words};
use crate::{facts::language, i18n::*, list::ListQuery};

/// Long enough to be read twice.
const SHOWN: Duration = Duration::from_secs(6);

/// The message of the page. A browser takes it away after a while, and out of the address, so
/// that a copied link does not claim that something was just done.
#[component]
pub fn Toasts() -> impl IntoView {
    let l = language();
    let location = use_location();
    let query = Memo::new(move |_| ListQuery::parse(&location.search.read()));
    let done = Memo::new(move |_| query.read().get("done").map(str::to_owned));
    let without = Memo::new(move |_| {
        format!(
            "{}{}",
            location.pathname.get(),
            query.read().here_without("done").to_search()
        )
    });
    let is_gone = RwSignal::new(false);
    let go = move || {
        is_gone.set(true);
        // The router is not told: the page stays what it is.
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or(JsValue::NULL);
            let address = without.get_untracked();
            let _ = history.replace_state_with_url(&state, "", Some(&address));
        }
    };
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        // Another page may say the same again.
        location.pathname.track();
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        is_gone.set(false);
        done.read()
            .is_some()
            .then(|| set_timeout_with_handle(go, SHOWN).ok())
            .flatten()
    });
    view! {
        <div class="toasts" role="status">
            {move || {
                let words = words(l, done.read().as_deref().filter(|_| !is_gone.get())?)?;
                Some(view! {
                    <div class="toast toast-ok">
                        <IconView icon=Icon::Check />
                        <p>{words}</p>
                        <a
                            class="btn btn-ghost btn-sm"
                            href=without
                            on:click=move |event| {
                                event.prevent_default();
                                go();
                            }
                        >
                            {td_string!(l, ui.close)}
                        </a>
                    </div>
                })
            }}
        </div>
    }
}

fn words(l: Locale, done: &str) -> Option<Words> {
    Some(
        match done {
            "created" => td_string!(l, ui.done_created),
            "saved" => td_string!(l, ui.done_saved),
            "deleted" => td_string!(l, ui.done_deleted),
            "deactivated" => td_string!(l, ui.done_deactivated),
            "reactivated" => td_string!(l, ui.done_reactivated),
            "invited" => td_string!(l, ui.done_invited),
            "reset" => td_string!(l, ui.done_reset),
            "shared" => td_string!(l, ui.done_shared),
            "granted" => td_string!(l, ui.done_granted),
            "added" => td_string!(l, ui.done_added),
            "undone" => td_string!(l, ui.done_undone),
            "password-changed" => td_string!(l, ui.done_password_changed),
            _ => return None,
        }
        .into(),
    )
}
