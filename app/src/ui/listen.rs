//! Listening at the window, ahead of everything else: the router too acts on clicks there, and
//! what it has begun cannot be taken back.

use leptos::{ev::EventDescriptor, prelude::*};
use leptos_use::{UseEventListenerOptions, use_event_listener_with_options};

/// Calls `handler` for every such event in the browser, as long as whoever asks for it stands.
pub fn listen<E>(event: E, handler: impl FnMut(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
{
    let mut asked = Some((event, handler));
    Effect::new(move |_| {
        if let Some((event, handler)) = asked.take() {
            let first = UseEventListenerOptions::default().capture(true);
            let _ = use_event_listener_with_options(window(), event, handler, first);
        }
    });
}
