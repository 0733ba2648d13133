//! The palette: loaded when somebody first asks for it, since most who come do not.

use leptos::{ev, prelude::*};

use super::offers;
use crate::{
    facts::{Facts, language},
    search::find_anything,
    ui::{Palette, closest, listen, open_palette},
};

/// Opens the palette. Without JavaScript what leads to it is a link to the search page.
#[component]
pub fn PaletteDoor() -> impl IntoView {
    let is_wanted = RwSignal::new(false);
    listen(ev::click, move |event| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if is_plain && closest(&event, "[data-palette=open]").is_some() {
            event.prevent_default();
            event.stop_propagation();
            if is_wanted.get_untracked() {
                open_palette();
            } else {
                is_wanted.set(true);
            }
        }
    });
    // A transition keeps it where it is while it asks: taken out and put back, it would lose the focus.
    move || {
        is_wanted
            .get()
            .then(|| view! { <Transition>{Suspend::new(palette_of_the_reader())}</Transition> })
    }
}

/// The palette of whoever reads.
#[lazy]
fn palette_of_the_reader() -> AnyView {
    let facts = expect_context::<Facts>();
    let Some(person) = facts.person else {
        return ().into_any();
    };
    let l = language();
    let offered = offers::offered(l, &person, facts.theme);
    let role = person.role;
    let asked = RwSignal::new(String::new());
    let answered = LocalResource::new(move || {
        let words = asked.get();
        async move {
            let found = if words.is_empty() {
                Vec::new()
            } else {
                find_anything(words.clone()).await.unwrap_or_default()
            };
            let found = found
                .into_iter()
                .flat_map(|found| offers::found(l, role, found));
            (words, found.collect())
        }
    });
    let answered = Signal::derive(move || answered.get().unwrap_or_default());
    view! { <Palette offered asked answered /> }.into_any()
}
