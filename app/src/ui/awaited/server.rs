//! On a server a part is written once, when what it shows is there. A boundary (`Suspense`) would
//! make all of it a second time to see whether it waits for something more; parts inside of this one
//! are waited for when they are written.

use leptos::{prelude::*, tachys::reactive_graph::OwnedView};

use super::Awaited;

/// A part of the page.
pub fn part(awaited: Awaited) -> AnyView {
    Suspend::new(async move { OwnedView::new(awaited.view().await) }).into_any()
}

/// A part beside the page: nothing stands in its place meanwhile either.
pub use part as aside;
