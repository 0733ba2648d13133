//! What a page shows before, instead of, and without its content.

use leptos::{html::H1, prelude::*};
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Data, DocumentTitle, Icon, IconView, Words,
    announce::announce,
    awaited::{self, Awaited},
    problem::problem_words,
    status,
};
use crate::{error::AppError, facts::language, i18n::*, list::ListQuery, paths, usage::used_words};

/// One sentence and the one next action.
#[component]
pub fn Empty(
    #[prop(into)] text: Words,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// A page behind the last row of a list, such as an old link to one whose rows are gone; and the way
/// back.
#[component]
pub fn PastTheEnd(#[prop(into)] path: String, query: ListQuery) -> impl IntoView {
    let l = language();
    let first = format!("{path}{}", query.from_the_start().to_search());
    view! {
        <Empty text=td_string!(l, ui.past_the_end)>
            <a class="btn" href=first>{td_string!(l, ui.first_page)}</a>
        </Empty>
    }
}

/// Why there is no page to show, and what to do about it. The server answers with its status.
#[component]
pub fn ErrorState(error: AppError) -> impl IntoView {
    let l = language();
    status::answer_with(error.status());
    if error == AppError::SignInRequired {
        Effect::new(|_| go_to_sign_in());
    }
    let heading = NodeRef::<H1>::new();
    announce(heading);
    let title = fault_title(l, &error);
    let heading = view! { <h1 tabindex="-1" node_ref=heading>{title.clone()}</h1> }.into_any();
    view! {
        <DocumentTitle title />
        <Fault error heading />
    }
}

/// What such a page is called.
pub fn fault_title(l: Locale, error: &AppError) -> Words {
    if *error == AppError::NotFound {
        td_string!(l, ui.not_found).into()
    } else {
        td_string!(l, ui.failed).into()
    }
}

/// How such a page looks below its title.
#[component]
pub fn Fault(error: AppError, heading: AnyView) -> impl IntoView {
    let l = language();
    // Only a server's answer has a number.
    let code = (error != AppError::Unreachable).then(|| error.status());
    let may_mend_itself = matches!(
        error,
        AppError::TookTooLong | AppError::Unreachable | AppError::Broken(_)
    );
    let again = may_mend_itself.then(|| {
        let location = use_location();
        let search = ListQuery::parse(&location.search.read_untracked()).to_search();
        let here = format!("{}{search}", location.pathname.get_untracked());
        // The whole page anew: what the browser holds of it may be what is broken.
        view! { <a class="btn btn-primary" href=here rel="external">{td_string!(l, ui.try_again)}</a> }
    });
    view! {
        <section class="fault">
            {code.map(|code| view! { <p class="fault-code">{code}</p> })}
            {heading}
            <p>{error_words(l, &error)}</p>
            <div class="acts">
                {again}
                <a class="btn" href=paths::HOME>{td_string!(l, ui.go_home)}</a>
            </div>
        </section>
    }
}

/// Leaves for the sign-in page, remembering where one was.
fn go_to_sign_in() {
    let location = window().location();
    let here = format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    );
    let _ = location.set_href(&paths::sign_in_then(&here));
}

/// The same where only a part of the page could not be shown.
#[component]
pub fn ErrorNote(error: AppError) -> impl IntoView {
    view! {
        <div class="notice notice-bad">
            <IconView icon=Icon::Warning />
            <div>{error_words(language(), &error)}</div>
        </div>
    }
}

/// An error that no single field is to blame for, in words.
pub fn error_words(l: Locale, error: &AppError) -> Words {
    match error {
        AppError::SignInRequired => td_string!(l, ui.sign_in_required).into(),
        AppError::NotFound => td_string!(l, ui.not_found_text).into(),
        AppError::Invalid(fields) => match fields.as_slice() {
            [only] => problem_words(l, only.problem),
            _ => td_string!(l, ui.fields_invalid).into(),
        },
        AppError::InUse(usages) => td_string!(l, ui.in_use, what = used_words(l, usages)).into(),
        AppError::TooManyAttempts(seconds) => {
            td_string!(l, ui.too_many_attempts, n = *seconds).into()
        }
        AppError::Malformed => td_string!(l, ui.malformed).into(),
        AppError::TookTooLong => td_string!(l, ui.took_too_long).into(),
        AppError::Unreachable => td_string!(l, ui.unreachable).into(),
        AppError::Broken(id) if id.is_empty() => td_string!(l, ui.broken_unknown).into(),
        AppError::Broken(id) => td_string!(l, ui.broken, id = id.clone()).into(),
    }
}

/// Grey lines that appear only where waiting takes long.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! { <div class="skel" aria-hidden="true"><i></i><i></i><i></i><i></i></div> }
}

/// Shows the page that a server function returns, once it has; where it cannot, the page says why.
#[component]
pub fn Loaded<T>(
    data: Data<T>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    awaited::part(Awaited::new(data, view, |error| {
        view! { <ErrorState error /> }.into_any()
    }))
}

/// The same for a part of a page that has its title already: what went wrong stands in its place,
/// and the page stays what it is.
#[component]
pub fn LoadedPart<T>(
    data: Data<T>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    awaited::part(Awaited::new(data, view, |error| {
        view! { <ErrorNote error /> }.into_any()
    }))
}

/// The same for what is said beside a page, and is not missed where it cannot be said.
#[component]
pub fn LoadedAside<T>(
    data: Data<T>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    awaited::aside(Awaited::new(data, view, |_| ().into_any()))
}
