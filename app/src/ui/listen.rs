//! Listening at the window, ahead of everything else: the router too acts on clicks there, and
//! what it has begun cannot be taken back.

use leptos::{
    ev::EventDescriptor,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use send_wrapper::SendWrapper;
use web_sys::Event;

/// Calls `handler` for every such event in the browser, as long as whoever asks for it stands.
pub fn listen<E>(event: E, mut handler: impl FnMut(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let name = event.name().into_owned();
    listen_to(name, Box::new(move |event| handler(event.unchecked_into())));
}

/// The same for any event: what is the same for all is loaded once.
fn listen_to(name: String, handler: Box<dyn FnMut(Event)>) {
    let mut asked = Some(handler);
    // An effect runs in browsers alone.
    Effect::new(move |_| {
        let Some(handler) = asked.take() else { return };
        let handler = SendWrapper::new(Closure::wrap(handler));
        let function = |handler: &Closure<dyn FnMut(Event)>| {
            handler
                .as_ref()
                .unchecked_ref::<web_sys::js_sys::Function>()
                .clone()
        };
        let _ =
            window().add_event_listener_with_callback_and_bool(&name, &function(&handler), true);
        let name = name.clone();
        on_cleanup(move || {
            let _ = window().remove_event_listener_with_callback_and_bool(
                &name,
                &function(&handler),
                true,
            );
        });
    });
}
