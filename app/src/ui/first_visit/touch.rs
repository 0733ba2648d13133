//! What wakes a page, and what it would miss asleep.

use leptos::{ev, wasm_bindgen::JsCast};
use web_sys::{
    Event, EventInit, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement,
    KeyboardEvent, KeyboardEventInit, SubmitEvent,
};

use super::browser::Sleeper;
use crate::ui::{find::closest, listen::listen};

/// Where the page lies.
const PLACE: &str = ".first";
/// What somebody reaches for who wants more than to read and follow links.
const CONTROLS: &str = "button, input, select, textarea, summary, [data-by-code]";
/// What holds what was typed or chosen.
const FIELDS: &str = "input, select, textarea";

/// What was done while the page was asleep.
#[derive(Default)]
pub struct Touched(Vec<Done>);

enum Done {
    /// Something was pressed that only the piece answers.
    Pressed(HtmlElement),
    /// A key, in what only the piece answers.
    Key(HtmlElement, String),
    /// Something was typed or chosen, or a field was left: what it holds since, and the event that
    /// says so.
    Changed(HtmlElement, Option<String>, &'static str),
    /// A form was sent that the piece sends in place.
    Sent(HtmlFormElement, Option<HtmlElement>),
}

/// Wakes the page when somebody reaches for a control, and keeps what they do until it is awake.
pub fn listen_for_touch(sleeper: Sleeper) {
    let wake = move |event: &Event| {
        if sleeper.is_asleep() && is_in_place(event) && closest(event, CONTROLS).is_some() {
            sleeper.wake();
        }
    };
    listen(ev::pointerover, move |event| wake(&event));
    listen(ev::focusin, move |event| wake(&event));
    let hold = move |event: &Event, done: Option<Done>| {
        if let Some(done) = done.filter(|_| sleeper.is_asleep() && is_in_place(event)) {
            event.prevent_default();
            event.stop_propagation();
            sleeper.miss(|touched| touched.0.push(done));
        }
    };
    listen(ev::click, move |event| {
        hold(&event, closest(&event, "[data-by-code]").map(Done::Pressed));
    });
    listen(ev::keydown, move |event| hold(&event, key(&event)));
    listen(ev::submit, move |event| hold(&event, sent(&event)));
    let note = move |event: &Event, name: &'static str| {
        if sleeper.is_asleep()
            && is_in_place(event)
            && let Some(field) = event.target().and_then(|field| field.dyn_into().ok())
        {
            sleeper.miss(|touched| touched.0.push(Done::Changed(field, None, name)));
        }
    };
    listen(ev::input, move |event| note(&event, "input"));
    listen(ev::change, move |event| note(&event, "change"));
    // What listens to a field that is left hears `blur`, which does not come up here.
    listen(ev::focusout, move |event| {
        if closest(&event, FIELDS).is_some() {
            note(&event, "blur");
        }
    });
}

fn is_in_place(event: &Event) -> bool {
    closest(event, PLACE).is_some()
}

/// Enter sends forms, and a comma would be typed; every other key does what it does.
fn key(event: &KeyboardEvent) -> Option<Done> {
    let is_answered = matches!(event.key().as_str(), "Enter" | "," | "，");
    let field = closest(event, "input[data-by-code]").filter(|_| is_answered)?;
    Some(Done::Key(field, event.key()))
}

fn sent(event: &SubmitEvent) -> Option<Done> {
    closest(event, "[data-in-place]")?;
    let form = event.target()?.dyn_into().ok()?;
    Some(Done::Sent(form, event.submitter()))
}

impl Touched {
    /// What fields hold, before the piece sets them to what they held on the server.
    pub fn keep_values(&mut self) {
        for done in &mut self.0 {
            if let Done::Changed(field, value, _) = done {
                *value = value_of(field);
            }
        }
    }

    /// Does all of it again, now that the piece answers.
    pub fn do_again(self) {
        for done in self.0 {
            match done {
                Done::Pressed(control) => control.click(),
                Done::Key(field, key) => press(&field, &key),
                Done::Changed(field, value, event) => change(&field, value.as_deref(), event),
                Done::Sent(form, button) => {
                    let _ = form.request_submit_with_submitter(button.as_ref());
                }
            }
        }
    }
}

fn press(field: &HtmlElement, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    if let Ok(event) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) {
        let _ = field.dispatch_event(&event);
    }
}

fn change(field: &HtmlElement, value: Option<&str>, event: &str) {
    if let Some(value) = value {
        set_value(field, value);
    }
    let init = EventInit::new();
    init.set_bubbles(event != "blur");
    if let Ok(event) = Event::new_with_event_init_dict(event, &init) {
        let _ = field.dispatch_event(&event);
    }
}

/// What a field of text holds; boxes and files keep what was chosen.
fn value_of(field: &HtmlElement) -> Option<String> {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        let is_text = !matches!(input.type_().as_str(), "checkbox" | "radio" | "file");
        return is_text.then(|| input.value());
    }
    field
        .dyn_ref::<HtmlTextAreaElement>()
        .map(HtmlTextAreaElement::value)
}

fn set_value(field: &HtmlElement, value: &str) {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    }
}
