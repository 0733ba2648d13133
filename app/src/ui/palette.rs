//! `Ctrl K`: the pages of the console and the things in it, by name. Without JavaScript its
//! button is a link to the search page.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{HtmlDialogElement, KeyboardEvent};

use super::{Words, announce::element, shortcuts::open_dialog};
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
        let words = words.get().to_lowercase();
        let mut listed: Vec<Found> = pages
            .iter()
            .filter(|(label, _)| label.to_lowercase().contains(words.trim()))
            .map(|(label, href)| Found {
                label: label.clone(),
                href: href.clone(),
                hint: td_string!(l, ui.page).into(),
            })
            .collect();
        listed.extend(found.get());
        listed
    });
    // Clicks on the top line's search open the dialog instead of the page behind the link.
    Effect::new(move |_| {
        let handle = window_event_listener(ev::click, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let opener = target.and_then(|t| t.closest("[data-palette=open]").ok().flatten());
            if opener.is_some() && open_dialog("#palette") {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        on_cleanup(move || handle.remove());
    });
    let navigate = use_navigate();
    let go = move |href: &str| {
        close();
        words.set(String::new());
        navigate(href, NavigateOptions::default());
    };
    let on_key = {
        let go = go.clone();
        move |event: KeyboardEvent| {
            let last = listed.with(Vec::len).saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(last)),
                "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
                "Enter" => {
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
            .map(|(i, item)| {
                let go = go.clone();
                let href = item.href.clone();
                view! {
                    <a
                        class="palette-item"
                        role="option"
                        id=format!("palette-{i}")
                        href=item.href
                        aria-selected=move || if chosen.get() == i { "true" } else { "false" }
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
    view! {
        <dialog class="palette" id="palette" aria-label=td_string!(l, frame.search)>
            <input
                class="palette-input"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-activedescendant=move || format!("palette-{}", chosen.get())
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
        </dialog>
    }
}

fn close() {
    let dialog = element("#palette").and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    if let Some(dialog) = dialog {
        dialog.close();
    }
}
