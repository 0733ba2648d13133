//! `Ctrl K`: the pages of the console, what can be done, and the things in it, by name. It opens as
//! soon as it is there.

use std::time::Duration;

use leptos::{ev, html::Dialog, prelude::*, wasm_bindgen::JsCast};
use web_sys::InputEvent;

use super::{
    Words,
    find::{dialog, element, open_dialog, when_there},
};
use crate::{facts::language, i18n::*, lowercase::lowercase};

/// The pause in typing after which the console is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// Something to go to, or to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub label: Words,
    /// What it is, in a word.
    pub hint: Words,
    pub act: FoundAct,
}

/// What choosing it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundAct {
    /// Goes to a page.
    Open(String),
    /// Sends a form: its address, and its one field where it has one.
    Send(&'static str, Option<(&'static str, String)>),
    /// Opens a dialog of the page, by its id.
    Ask(&'static str),
}

/// What the console answered: the words it was asked for, and what they found.
pub type Answered = (String, Vec<Found>);

/// The dialog.
#[component]
pub fn Palette(
    /// Pages and what can be done: listed as long as their label holds the words.
    offered: Vec<Found>,
    /// The words the console is asked for; empty where there is nothing to ask.
    asked: RwSignal<String>,
    #[prop(into)] answered: Signal<Answered>,
) -> impl IntoView {
    let l = language();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let listed = Memo::new(move |_| {
        let words = lowercase(words.read().trim());
        let holds = |found: &&Found| lowercase(&found.label).contains(&words);
        let mut listed: Vec<Found> = offered.iter().filter(holds).cloned().collect();
        if !words.is_empty() {
            listed.extend(answered.read().1.iter().cloned());
        }
        listed
    });
    let is_waiting = Memo::new(move |_| {
        let (words, answered) = (words.read(), answered.read());
        !words.trim().is_empty() && words.trim() != answered.0
    });
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            when_there(dialog.into(), |_| open_palette());
        }
    });
    let ask_soon = ask_after_pause(words, asked);
    let ask_composed = ask_soon.clone();
    let done = move || {
        close();
        words.set(String::new());
        asked.set(String::new());
    };
    let choose = move |at: usize| {
        chosen.set(at);
        if let Some(item) = element(&item_id(at)) {
            item.scroll_into_view_with_bool(false);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = listed.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            // Within an input method these choose and end a word.
            _ if event.is_composing() => return,
            "ArrowDown" => choose((chosen.get() + 1).min(last)),
            "ArrowUp" => choose(chosen.get().saturating_sub(1)),
            // A click, so that leaving a form with changes asks as for any other.
            "Enter" => _ = element(&item_id(chosen.get())).map(|item| item.click()),
            _ => return,
        }
        event.prevent_default();
    };
    let items = move || {
        let listed = listed.get().into_iter().enumerate();
        listed
            .map(|(at, found)| item(at, found, chosen, done))
            .collect_view()
    };
    let is_empty = Memo::new(move |_| listed.read().is_empty());
    let has_none = is_empty;
    view! {
        <dialog class="palette" id="palette" node_ref=dialog aria-label=td_string!(l, frame.search)>
            <input
                class="palette-input"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-activedescendant=move || (!is_empty.get()).then(|| format!("palette-{}", chosen.get()))
                aria-label=td_string!(l, frame.search)
                placeholder=td_string!(l, frame.search)
                maxlength="100"
                autocomplete="off"
                prop:value=words
                on:input=move |event| {
                    words.set(event_target_value(&event));
                    chosen.set(0);
                    // While an input method is at work, what stands there is no word yet.
                    if !event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing) {
                        ask_soon();
                    }
                }
                on:compositionend=move |_| ask_composed()
                on:keydown=on_key
            />
            <div class="palette-list" id="palette-list" role="listbox" aria-label=td_string!(l, frame.search)>
                {items}
            </div>
            <PaletteFoot has_none is_waiting />
        </dialog>
    }
}

/// What can be pressed, or how the search stands.
#[component]
pub fn PaletteFoot(
    #[prop(into)] has_none: Signal<bool>,
    #[prop(into)] is_waiting: Signal<bool>,
) -> impl IntoView {
    let l = language();
    view! {
        <p class="palette-foot" role="status">
            {move || match (has_none.get(), is_waiting.get()) {
                (true, true) => td_string!(l, ui.searching),
                (true, false) => td_string!(l, ui.nothing_found),
                (false, _) => td_string!(l, ui.palette_keys),
            }}
        </p>
    }
}

fn item_id(at: usize) -> String {
    format!("#palette-{at}")
}

/// One line. `done` closes the palette.
fn item(
    at: usize,
    found: Found,
    chosen: RwSignal<usize>,
    done: impl Fn() + Copy + 'static,
) -> AnyView {
    let is_chosen = move || if chosen.get() == at { "true" } else { "false" };
    let id = format!("palette-{at}");
    let inside = view! { {found.label}<span class="hint">{found.hint}</span> };
    match found.act {
        FoundAct::Open(href) => {
            view! {
                <a
                    class="palette-item"
                    role="option"
                    id=id
                    href=href
                    tabindex="-1"
                    aria-selected=is_chosen
                    // Once the router has seen it: it follows this link as any other.
                    on:click=move |_| request_animation_frame(done)
                >
                    {inside}
                </a>
            }
            .into_any()
        }
        FoundAct::Send(address, field) => {
            let field =
                field.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
            view! {
                <form method="post" action=address role="presentation">
                    {field}
                    <button
                        class="palette-item"
                        role="option"
                        id=id
                        tabindex="-1"
                        aria-selected=is_chosen
                    >
                        {inside}
                    </button>
                </form>
            }
            .into_any()
        }
        FoundAct::Ask(dialog) => view! {
            <button
                type="button"
                class="palette-item"
                role="option"
                id=id
                tabindex="-1"
                aria-selected=is_chosen
                on:click=move |_| {
                    done();
                    open_dialog(&format!("#{dialog}"));
                }
            >
                {inside}
            </button>
        }
        .into_any(),
    }
}

/// Asks the console for the words as soon as nothing more is typed.
fn ask_after_pause(
    words: RwSignal<String>,
    asked: RwSignal<String>,
) -> impl Fn() + Clone + 'static {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    on_cleanup(stop);
    move || {
        stop();
        let ask = move || {
            let words = words.read_untracked().trim().to_owned();
            if *asked.read_untracked() != words {
                asked.set(words);
            }
        };
        timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }
}

/// Opens it, where it is and is not open yet.
pub fn open_palette() {
    open_dialog("#palette");
}

fn close() {
    if let Some(dialog) = dialog("#palette") {
        dialog.close();
    }
}
