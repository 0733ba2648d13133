//! What a page shows before, instead of, and without its content.

use leptos::prelude::*;

use super::{Icon, IconView, PageHead, Words, status};
use crate::{error::AppError, facts::language, i18n::*, paths};

/// One sentence and the one next action.
#[component]
pub fn Empty(#[prop(into)] text: Words, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Why there is nothing to show, and what to do about it. The server answers with its status.
#[component]
pub fn ErrorState(error: AppError) -> impl IntoView {
    let l = language();
    status::answer_with(error.status());
    if error == AppError::SignInRequired {
        status::go_to_sign_in();
    }
    let (title, text): (Words, Words) = match &error {
        AppError::NotFound => (td_string!(l, ui.not_found).into(), td_string!(l, ui.not_found_text).into()),
        other => (td_string!(l, ui.failed).into(), error_words(l, other)),
    };
    view! {
        <PageHead title />
        <div class="fault">
            <IconView icon=Icon::Warning />
            <p>{text}</p>
            <a class="btn" href=paths::HOME>{td_string!(l, ui.go_home)}</a>
        </div>
    }
}

/// An error that no single field is to blame for, in words.
pub fn error_words(l: Locale, error: &AppError) -> Words {
    match error {
        AppError::SignInRequired => td_string!(l, ui.sign_in_required).into(),
        AppError::NotFound => td_string!(l, ui.not_found_text).into(),
        AppError::Invalid(_) => td_string!(l, ui.fields_invalid).into(),
        AppError::InUse(usages) => {
            let used: Vec<String> =
                usages.iter().map(|usage| format!("{} ({})", usage.table, usage.rows)).collect();
            td_string!(l, ui.in_use, what = used.join(", ")).into()
        }
        AppError::TooManyAttempts(seconds) => td_string!(l, ui.too_many_attempts, n = *seconds).into(),
        AppError::Malformed => td_string!(l, ui.malformed).into(),
        AppError::TookTooLong => td_string!(l, ui.took_too_long).into(),
        AppError::Unreachable => td_string!(l, ui.unreachable).into(),
        AppError::Broken(id) => td_string!(l, ui.broken, id = id.clone()).into(),
    }
}

/// Grey lines that appear only where waiting takes long.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! { <div class="skel" aria-hidden="true"><i></i><i></i><i></i></div> }
}

/// Shows what a server function returns, once it has.
#[component]
pub fn Loaded<T>(
    resource: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || {
                let show = view.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => show(value),
                        Err(error) => view! { <ErrorState error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
