//! In a browser what was shown stays until the next is there.

use leptos::prelude::*;

use super::Awaited;
use crate::ui::Skeleton;

/// A part with grey lines in its place while it is waited for the first time.
pub fn part(awaited: Awaited) -> AnyView {
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {again(awaited)}
        </Transition>
    }
    .into_any()
}

/// A part with nothing in its place while it is waited for.
pub fn aside(awaited: Awaited) -> AnyView {
    view! { <Suspense>{again(awaited)}</Suspense> }.into_any()
}

/// Whenever what is waited for is loaded again.
fn again(awaited: Awaited) -> AnyView {
    let view = move || Suspend::new(awaited.clone().view());
    view.into_any()
}
