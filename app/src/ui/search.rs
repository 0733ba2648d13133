//! Searching a list as one types, and sending the forms around it without loading a whole page.
//! Both are GET forms: without a script they work by themselves.

use std::time::Duration;

use leptos::{ev, html::Input, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{FormData, HtmlFormElement, InputEvent, UrlSearchParams};

use super::{Icon, IconView, Words, filter::carried};
use crate::{facts::has_shortcuts, list::ListQuery};

/// The pause in typing after which a list is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// The search field of a list at `path`.
#[component]
pub fn SearchField(
    #[prop(into)] path: String,
    query: ListQuery,
    #[prop(into)] label: Words,
) -> impl IntoView {
    let searched = query.search().unwrap_or_default().to_owned();
    let field = NodeRef::<Input>::new();
    let search_soon = search_after_pause(field, path.clone(), query.clone());
    let (wanted, search_again) = (searched.clone(), search_soon.clone());
    Effect::new(move |_| {
        let Some(field) = field.get() else { return };
        let is_typed_into = document().active_element().as_ref() == Some(field.as_ref());
        if !is_typed_into {
            field.set_value(&wanted);
        } else if field.value().trim() != wanted {
            // More was typed while the list was on its way.
            search_again();
        }
    });
    let search_composed = search_soon.clone();
    view! {
        <form class="input-box search" role="search" method="get" action=path>
            <IconView icon=Icon::Search />
            <input
                type="search"
                name="q"
                value=searched
                maxlength="200"
                placeholder=label.clone()
                aria-label=label
                autocomplete="off"
                data-shortcut="search"
                node_ref=field
                on:input=move |event| {
                    // While an input method is at work, what stands there is no word yet.
                    if !event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing) {
                        search_soon();
                    }
                }
                on:compositionend=move |_| search_composed()
            />
            {has_shortcuts().then(|| view! { <kbd class="js-only">"/"</kbd> })}
            {carried(&query, &["q"])}
        </form>
    }
}

/// Searches for what stands in the field as soon as nothing more is typed.
fn search_after_pause(
    field: NodeRef<Input>,
    path: String,
    query: ListQuery,
) -> impl Fn() + Clone + 'static {
    let navigate = use_navigate();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    on_cleanup(stop);
    move || {
        let (navigate, path, query) = (navigate.clone(), path.clone(), query.clone());
        let search = move || {
            let Some(field) = field.get_untracked() else {
                return;
            };
            let found = query.with("q", field.value().trim());
            // The address may be there already: whoever presses Enter does not wait.
            let here = window().location().search().unwrap_or_default();
            if found.search() != ListQuery::parse(&here).search() {
                let options = NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..Default::default()
                };
                navigate(&format!("{path}{}", found.to_search()), options);
            }
        };
        stop();
        timer.set_value(set_timeout_with_handle(search, PAUSE).ok());
    }
}

/// Sends the GET forms inside an element by going to their address within the page.
pub fn submit_in_place() -> impl Fn(ev::SubmitEvent) + 'static {
    let navigate = use_navigate();
    move |event| {
        let form = event
            .target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        if let Some(address) = form.and_then(|form| address_of(&form)) {
            event.prevent_default();
            navigate(
                &address,
                NavigateOptions {
                    scroll: false,
                    ..Default::default()
                },
            );
        }
    }
}

/// Where a GET form leads, without what was left empty.
fn address_of(form: &HtmlFormElement) -> Option<String> {
    let action = form
        .get_attribute("action")
        .filter(|_| form.method() == "get")?;
    let data = FormData::new_with_form(form).ok()?;
    let pairs = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(format!(
        "{action}{}",
        ListQuery::parse(&String::from(pairs.to_string())).to_search()
    ))
}
