//! Forms. Each posts to its server function's address, so it works before and without
//! JavaScript; hydrated, it is sent in place. Errors come back from either way to the same
//! fields, and nothing that was typed is lost.

use leptos::{
    context::Provider,
    ev::{self, SubmitEvent},
    html::Form,
    prelude::*,
    server_fn::redirect::call_redirect_hook,
    task::spawn_local,
    wasm_bindgen::JsCast,
};
use leptos_router::{hooks::use_location, location::Location};
use web_sys::{FormData, HtmlElement, HtmlFormElement};

use super::{
    ErrorSummary, FormState, Icon, IconView, Words, leave::ask_before_leaving, listen::listen,
    post::post,
};
use crate::{error::AppError, list::ListQuery};

/// A form of a server function. What is wrong stands above its fields, unless they hold an
/// [`ErrorSummary`] of their own.
#[component]
pub fn FormShell(
    /// The address of the server function.
    action: &'static str,
    /// Class of the form: `form` in a page, which asks before anybody leaves it with changes;
    /// `ask` for a question, into which nothing is typed that could be lost.
    #[prop(default = "form")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let sending = Sending::default();
    let state = FormState::new(action, sending.error.into(), sending.is_pending.into());
    let form = NodeRef::new();
    let is_changed = watched(&state, form, class == "form");
    view! {
        <form
            method="post"
            action=action
            class=class
            novalidate=true
            data-in-place=""
            node_ref=form
            on:input=move |_| is_changed.set(true)
            on:submit=move |event| sending.begin(&event, action, is_changed)
        >
            {fields(state, children)}
        </form>
    }
    .into_any()
}

/// How the sending of a form goes.
#[derive(Clone, Copy, Default)]
struct Sending {
    error: RwSignal<Option<AppError>>,
    is_pending: RwSignal<bool>,
}

impl Sending {
    /// Sends the form in place of the browser, and goes where the answer leads.
    fn begin(self, event: &SubmitEvent, action: &'static str, is_changed: RwSignal<bool>) {
        let Some(form) = form_data(event).filter(|_| !event.default_prevented()) else {
            return;
        };
        event.prevent_default();
        if self.is_pending.get_untracked() {
            return;
        }
        self.is_pending.set(true);
        spawn_local(async move {
            let answer = post(action, &form).await;
            // Whoever left the page meanwhile took the form with them.
            self.is_pending.try_set(false);
            match answer {
                Ok(next) => {
                    self.error.try_set(None);
                    is_changed.try_set(false);
                    if let Some(next) = next {
                        call_redirect_hook(&next);
                    }
                }
                Err(error) => _ = self.error.try_set(Some(error)),
            }
        });
    }
}

/// What a form holds, with the name and value of the button that sends it.
fn form_data(event: &SubmitEvent) -> Option<FormData> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    if let Some(button) = event.submitter()
        && let Some(name) = button.get_attribute("name")
    {
        let value = button.get_attribute("value").unwrap_or_default();
        data.append_with_str(&name, &value).ok()?;
    }
    Some(data)
}

/// A form that is always sent as a whole page: what follows is a new page for a new person or in
/// a new language. Its classes mean what they mean for a [`FormShell`].
#[component]
pub fn PlainForm(
    #[prop(into)] action: String,
    #[prop(default = "ask")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let is_sent = RwSignal::new(false);
    let state = FormState::new(&action, Signal::stored(None), is_sent.into());
    let form = NodeRef::new();
    let is_changed = watched(&state, form, class == "form");
    // Who comes back from the page that followed finds the form as they left it, and not at work.
    listen(ev::pageshow, move |_| {
        if is_sent.get_untracked() {
            is_sent.set(false);
            is_changed.set(true);
        }
    });
    view! {
        <form
            method="post"
            action=action
            class=class
            novalidate=true
            node_ref=form
            on:input=move |_| is_changed.set(true)
            on:submit=move |_| {
                is_sent.set(true);
                is_changed.set(false);
            }
        >
            {fields(state, children)}
        </form>
    }
}

/// The inside of every form: what is wrong, then its fields. It also says which page it stands on,
/// since the answer to a form stands at another address, from which no referrer leads back.
fn fields(state: FormState, children: Children) -> AnyView {
    let Location {
        pathname, search, ..
    } = use_location();
    let search = ListQuery::parse(&search.get_untracked()).to_search();
    let page = format!("{}{search}", pathname.get_untracked());
    view! {
        <input type="hidden" name="page" value=page />
        <Provider value=state>
            {
                let children = children();
                // Placed by the fields themselves, it stands there, and nothing here.
                view! { <ErrorSummary />{children} }
            }
        </Provider>
    }
    .into_any()
}

/// What a browser does about a form: moves to what is wrong, and asks before changes are lost.
fn watched(state: &FormState, form: NodeRef<Form>, is_guarded: bool) -> RwSignal<bool> {
    let error = state.error;
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            // What is wrong is written into the page by effects as well.
            request_animation_frame(move || focus_the_errors(form));
        }
    });
    // A form that came back with an error holds what is not saved.
    let is_changed = RwSignal::new(state.is_answer());
    if is_guarded {
        ask_before_leaving(is_changed);
    }
    is_changed
}

fn focus_the_errors(form: NodeRef<Form>) {
    let found = form.get_untracked().and_then(|form| {
        let first = |selector| form.query_selector(selector).ok().flatten();
        first("[role=alert]").or_else(|| first("[aria-invalid=true]"))
    });
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// The id of a field's control: `form[email]` is `form-email`.
pub fn id_of(name: &str) -> String {
    name.replace('[', "-").replace(']', "")
}

/// Where rarely changed settings fold away.
#[component]
pub fn MoreFields(#[prop(into)] title: Words, children: Children) -> impl IntoView {
    view! {
        <details class="more">
            <summary><IconView icon=Icon::ChevronRight />{title}</summary>
            {children()}
        </details>
    }
}

/// Buttons at the end of a form.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-acts">{children()}</div> }
}
