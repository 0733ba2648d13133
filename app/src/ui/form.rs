//! Forms. Each posts to its server function's address, so it works before and without
//! JavaScript; hydrated, it is sent in place. Errors come back from either way to the same
//! fields, and nothing that was typed is lost.

use leptos::{
    context::Provider,
    ev,
    html::Form,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
    wasm_bindgen::JsCast,
};
use leptos_router::{hooks::use_location, location::Location};
use serde::de::DeserializeOwned;
use web_sys::{FormData, HtmlElement};

use super::{
    ErrorSummary, FormState, Icon, IconView, Words, leave::ask_before_leaving, listen::listen,
};
use crate::{error::AppError, list::ListQuery};

/// A form of a server function. What is wrong stands above its fields, unless they hold an
/// [`ErrorSummary`] of their own.
#[component]
pub fn FormShell<S, O>(
    action: ServerAction<S>,
    /// Class of the form: `form` in a page, which asks before anybody leaves it with changes;
    /// `ask` for a question, into which nothing is typed that could be lost.
    #[prop(default = "form")]
    class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned
        + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>>
        + Clone
        + Send
        + Sync
        + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
{
    let value = action.value();
    let error = Signal::derive(move || {
        value.with(|value| {
            value
                .as_ref()
                .and_then(|value| value.as_ref().err().cloned())
        })
    });
    let is_done = Signal::derive(move || value.with(|value| matches!(value, Some(Ok(_)))));
    let state = FormState::new(S::url(), error, action.pending().into());
    let form = NodeRef::new();
    let is_changed = watched(&state, form, is_done, class == "form");
    view! {
        <ActionForm
            action
            node_ref=form
            attr:class=class
            attr:novalidate=true
            on:input=move |_| is_changed.set(true)
        >
            {fields(state, children)}
        </ActionForm>
    }
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
    let is_changed = watched(&state, form, Signal::stored(false), class == "form");
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
fn watched(
    state: &FormState,
    form: NodeRef<Form>,
    is_done: Signal<bool>,
    is_guarded: bool,
) -> RwSignal<bool> {
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
        Effect::new(move |_| {
            if is_done.get() {
                is_changed.set(false);
            }
        });
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
