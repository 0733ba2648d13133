//! What opens beside a list, or in its place on a narrow screen: the focus goes to its heading,
//! its name is said, and closing it gives the focus back to the row that it was opened from.

use leptos::{html::H2, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{announce::say, find::elements};

/// So many frames may pass until a list that was hidden stands there again.
const PATIENCE: u8 = 60;

/// Follows what is open beside a list.
#[derive(Clone, Copy)]
pub struct Beside {
    is_arriving: StoredValue<bool>,
}

impl Beside {
    /// `opened` is the value of `key` in the address, by which the rows open what they are about.
    pub fn new(key: &'static str, opened: Memo<Option<String>>) -> Self {
        let is_arriving = StoredValue::new(false);
        Effect::new(move |before: Option<Option<String>>| {
            let now = opened.get();
            // What a page opens with is no news.
            if let Some(before) = before.filter(|before| *before != now) {
                is_arriving.set_value(now.is_some());
                if let Some(closed) = before.filter(|_| now.is_none()) {
                    focus_the_row(format!("{key}={closed}"), PATIENCE);
                }
            }
            now
        });
        Self { is_arriving }
    }

    /// For the heading of what is open.
    pub fn heading(self) -> NodeRef<H2> {
        let heading = NodeRef::<H2>::new();
        Effect::new(move |_| {
            let Some(heading) = heading.get() else { return };
            if self.is_arriving.get_value() {
                self.is_arriving.set_value(false);
                let _ = heading.focus();
                say(&heading.text_content().unwrap_or_default());
            }
        });
        heading
    }
}

/// Moves the focus to the link of the row whose address ends so, as soon as it is seen.
fn focus_the_row(ending: String, frames: u8) {
    request_animation_frame(move || {
        let link = elements("table.rows tbody .main a")
            .into_iter()
            .find(|link| {
                link.get_attribute("href")
                    .is_some_and(|href| href.ends_with(&ending))
            });
        let Some(link) = link else { return };
        let _ = link.focus();
        let focused = document().active_element();
        // What is hidden takes no focus.
        let is_focused = focused.as_ref() == Some(link.unchecked_ref::<Element>());
        if !is_focused && frames > 0 {
            focus_the_row(ending, frames - 1);
        }
    });
}
