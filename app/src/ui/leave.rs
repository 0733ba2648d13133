//! Leaving a form with unsaved changes asks first. Going back in the browser's history does not:
//! no page can refuse that.

use leptos::{ev, prelude::*};

use super::{find::closest, listen::listen};
use crate::{facts::language, i18n::*};

/// Asks before a link or the browser leaves the page while `is_changed`.
pub fn ask_before_leaving(is_changed: RwSignal<bool>) {
    let l = language();
    listen(ev::beforeunload, move |event| {
        if is_changed.get_untracked() {
            event.prevent_default();
        }
    });
    listen(ev::click, move |event| {
        let leaves = closest(&event, "a[href]").is_some_and(|link| {
            let is_here = link
                .get_attribute("href")
                .is_some_and(|href| href.starts_with('#'));
            let is_elsewhere = link.has_attribute("target")
                || link.has_attribute("download")
                || event.ctrl_key()
                || event.meta_key()
                || event.shift_key();
            !is_here && !is_elsewhere && !link.has_attribute("data-palette")
        });
        if !leaves || !is_changed.get_untracked() {
            return;
        }
        let asked = window().confirm_with_message(td_string!(l, ui.leave));
        if asked.unwrap_or(true) {
            is_changed.set(false);
        } else {
            event.prevent_default();
            event.stop_propagation();
        }
    });
}
