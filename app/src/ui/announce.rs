//! After a navigation within the page: focus goes to the new title and its name is said.
//! `leptos_router` does neither.

use std::cell::{Cell, RefCell};

use leptos::{html::H1, prelude::*};
use leptos_router::hooks::use_location;
use web_sys::HtmlHeadingElement;

use super::{
    drops,
    find::{element, when_there},
};

thread_local! {
    /// The address that was arrived at last. Only effects touch it, and those run in a browser.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether anybody went anywhere since the browser opened the first page.
    static HAS_MOVED: Cell<bool> = const { Cell::new(false) };
}

/// The polite voice of the page.
#[component]
pub fn Announcer() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |_| {
        // The first page is announced by the browser.
        LAST.with_borrow_mut(|last| _ = last.get_or_insert_with(|| path.get_untracked()));
    });
    drops::close_by_themselves();
    view! { <p class="sr" id="announcer" aria-live="polite"></p> }
}

/// Says a page's title and moves the focus there, once the page stands at a new address. The same
/// page made anew, as a list is by every filter, leaves the focus alone, unless it took away what had
/// it.
pub fn announce(heading: NodeRef<H1>) {
    let path = use_location().pathname;
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        let path = path.get_untracked();
        let before = LAST.replace(Some(path.clone()));
        if before.is_some_and(|before| before != path) {
            HAS_MOVED.set(true);
            focus_when_there(heading);
            // The title of the document is an effect as well.
            request_animation_frame(|| say(&document().title()));
        } else if HAS_MOVED.get() && has_no_focus() {
            focus_when_there(heading);
        }
    });
}

fn focus_when_there(heading: HtmlHeadingElement) {
    when_there(heading.into(), |heading| _ = heading.focus());
}

fn has_no_focus() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY")
}

/// Says something in the polite voice of the page.
pub fn say(words: &str) {
    if let Some(voice) = element("#announcer") {
        voice.set_text_content(Some(words));
    }
}
