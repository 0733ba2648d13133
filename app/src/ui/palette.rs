//! `Ctrl K`: the pages of the console and the things in it, by name. Without JavaScript its
//! button is a link to the search page.

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    Words,
    find::{closest, dialog, element, open_dialog},
    listen::listen,
};
use crate::{facts::language, i18n::*};

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub label: Words,
    pub href: String,
    /// What it is, in a word.
    pub hint: Words,
}

/// The dialog. `found` holds what the words typed into `words` found beside the pages.
#[component]
pub fn Palette(
    pages: Vec<(Words, String)>,
    words: RwSignal<String>,
    #[prop(into)] found: Signal<Vec<Found>>,
) -> impl IntoView {
    let l = language();
    let chosen = RwSignal::new(0_usize);
    let listed = Memo::new(move |_| {
        let words = words.read().trim().to_lowercase();
        let mut listed: Vec<Found> = pages
            .iter()
            .filter(|(label, _)| label.to_lowercase().contains(&words))
            .map(|(label, href)| Found {
                label: label.clone(),
                href: href.clone(),
                hint: td_string!(l, ui.page).into(),
            })
            .collect();
        listed.extend(found.get());
        listed
    });
    listen(ev::click, |event| {
        // The top line's search is a link to the search page where no dialog opens.
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if is_plain && closest(&event, "[data-palette=open]").is_some() && open_dialog("#palette") {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    let navigate = use_navigate();
    let go = move |href: &str| {
        close();
        words.set(String::new());
        navigate(href, NavigateOptions::default());
    };
    let choose = move |at: usize| {
        chosen.set(at);
        if let Some(item) = element(&format!("#palette-{at}")) {
            item.scroll_into_view_with_bool(false);
        }
    };
    let on_key = {
        let go = go.clone();
        move |event: ev::KeyboardEvent| {
            let last = listed.with(Vec::len).saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => choose((chosen.get() + 1).min(last)),
                "ArrowUp" => choose(chosen.get().saturating_sub(1)),
                // Enter within an input method ends a word.
                "Enter" if !event.is_composing() => {
                    if let Some(item) = listed.with(|listed| listed.get(chosen.get()).cloned()) {
                        go(&item.href);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        }
    };
    let items = move || {
        listed
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, item)| {
                let go = go.clone();
                let href = item.href.clone();
                view! {
                    <a
                        class="palette-item"
                        role="option"
                        id=format!("palette-{at}")
                        href=item.href
                        tabindex="-1"
                        aria-selected=move || if chosen.get() == at { "true" } else { "false" }
                        on:click=move |event| {
                            event.prevent_default();
                            go(&href);
                        }
                    >
                        {item.label}
                        <span class="hint">{item.hint}</span>
                    </a>
                }
            })
            .collect_view()
    };
    let has_none = Memo::new(move |_| listed.read().is_empty());
    view! {
        <dialog class="palette" id="palette" aria-label=td_string!(l, frame.search)>
            <input
                class="palette-input"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-activedescendant=move || (!has_none.get()).then(|| format!("palette-{}", chosen.get()))
                aria-label=td_string!(l, frame.search)
                placeholder=td_string!(l, frame.search)
                maxlength="100"
                autocomplete="off"
                prop:value=words
                on:input=move |event| {
                    words.set(event_target_value(&event));
                    chosen.set(0);
                }
                on:keydown=on_key
            />
            <div class="palette-list" id="palette-list" role="listbox" aria-label=td_string!(l, frame.search)>
                {items}
            </div>
            <p class="palette-foot" role="status">
                {move || if has_none.get() { td_string!(l, ui.nothing_found) } else { td_string!(l, ui.palette_keys) }}
            </p>
        </dialog>
    }
}

fn close() {
    if let Some(dialog) = dialog("#palette") {
        dialog.close();
    }
}
