//! What was just done, said once: the address says which (`?done=saved`), so it works without
//! JavaScript and survives a redirect. What can be undone is said by the page of what it was done
//! to, with a button that does the opposite: which one that is stands in the page, never in the
//! address.

use std::time::Duration;

use leptos::{prelude::*, wasm_bindgen::JsValue};
use leptos_router::hooks::use_location;

use super::{ActionButton, ButtonTone, Icon, IconView, Words, announce::say};
use crate::{facts::language, i18n::*, list::ListQuery};

/// Long enough to be read twice.
const SHOWN: Duration = Duration::from_secs(6);
/// Long enough to think about it.
const UNDOABLE_SHOWN: Duration = Duration::from_secs(20);

/// What [`Done`] says on the page itself.
const UNDOABLE: [&str; 2] = ["deactivated", "reactivated"];

/// What the address says was done, until it is taken away.
#[derive(Clone)]
struct Said {
    done: Memo<Option<String>>,
    /// The same page, and nothing said.
    without: Memo<String>,
    is_gone: RwSignal<bool>,
}

impl Said {
    /// Taken away after a while, and out of the address, so that a copied link does not claim that
    /// something was just done.
    fn here(is_meant: impl Fn(&str) -> bool + Send + Sync + 'static, shown: Duration) -> Self {
        let location = use_location();
        let query = Memo::new(move |_| ListQuery::parse(&location.search.read()));
        let done = Memo::new(move |_| {
            let query = query.read();
            query
                .get("done")
                .filter(|done| is_meant(done))
                .map(str::to_owned)
        });
        let without = Memo::new(move |_| {
            let search = query.read().here_without("done").to_search();
            format!("{}{search}", location.pathname.get())
        });
        let said = Self {
            done,
            without,
            is_gone: RwSignal::new(false),
        };
        let go = said.clone();
        Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
            // Another page may say the same again.
            location.pathname.track();
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            go.is_gone.set(false);
            let go = go.clone();
            done.read()
                .is_some()
                .then(|| set_timeout_with_handle(move || go.take_away(), shown).ok())
                .flatten()
        });
        said
    }

    fn take_away(&self) {
        // Whoever left the page meanwhile took it with them.
        let Some(address) = self.without.try_get_untracked() else {
            return;
        };
        self.is_gone.set(true);
        // The router is not told: the page stays what it is.
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or(JsValue::NULL);
            let _ = history.replace_state_with_url(&state, "", Some(&address));
        }
    }

    /// What is said at the moment, in words.
    fn words(&self) -> Option<Words> {
        let done = self.done.read();
        words(language(), done.as_deref().filter(|_| !self.is_gone.get())?)
    }

    fn close_button(&self) -> impl IntoView + use<> {
        let (said, without) = (self.clone(), self.without);
        view! {
            <a
                class="btn btn-ghost btn-sm"
                href=without
                on:click=move |event| {
                    event.prevent_default();
                    said.take_away();
                }
            >
                {td_string!(language(), ui.close)}
            </a>
        }
    }
}

/// The look of a message.
#[component]
pub fn Toast(#[prop(into)] words: Words, children: Children) -> impl IntoView {
    view! {
        <div class="toast toast-ok">
            <IconView icon=Icon::Check />
            <p>{words}</p>
            {children()}
        </div>
    }
}

/// The message of every page.
#[component]
pub fn Toasts() -> impl IntoView {
    let said = Said::here(|done| !UNDOABLE.contains(&done), SHOWN);
    view! {
        <div class="toasts" role="status">
            {move || {
                let words = said.words()?;
                let close = said.close_button();
                Some(view! { <Toast words>{close}</Toast> })
            }}
        </div>
    }
}

/// Says on the page of something what was done to it, and offers `undo`, which does the opposite.
/// The page places it where that is possible, and names the function itself.
#[component]
pub fn Done(
    /// What the address has to say: one of [`UNDOABLE`].
    done: &'static str,
    /// The address of the function that does the opposite.
    undo: &'static str,
    /// Names and values that the form of `undo` carries.
    hidden: Vec<(&'static str, String)>,
) -> impl IntoView {
    let said = Said::here(move |said| said == done, UNDOABLE_SHOWN);
    let announced = said.clone();
    Effect::new(move |_| {
        if let Some(words) = announced.words() {
            // The page has been said first, where it is a new one.
            request_animation_frame(move || say(&words));
        }
    });
    let label = td_string!(language(), ui.undo);
    let button = move || {
        let hidden = hidden.clone();
        view! { <ActionButton action=undo label hidden tone=ButtonTone::Ghost icon=Icon::Undo /> }
            .into_any()
    };
    done_toast(said, button)
}

fn done_toast(said: Said, button: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    view! {
        <div class="toasts">
            {move || {
                let words = said.words()?;
                let (button, close) = (button(), said.close_button());
                Some(view! { <Toast words>{button}{close}</Toast> })
            }}
        </div>
    }
    .into_any()
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
            "session-ended" => td_string!(l, ui.done_session_ended),
            "sessions-ended" => td_string!(l, ui.done_sessions_ended),
            "password-changed" => td_string!(l, ui.done_password_changed),
            _ => return None,
        }
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_undone_has_words_and_nothing_else_is_said() {
        for done in UNDOABLE {
            assert!(words(Locale::en, done).is_some(), "{done}");
        }
        assert_eq!(words(Locale::en, "/api/delete_user"), None);
    }
}
