//! Parts of a page that wait for what they show.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
pub use browser::{aside, part};
#[cfg(feature = "ssr")]
pub use server::{aside, part};

use leptos::prelude::*;

use super::data::{Data, Loaded, Parcel, Show};
use crate::error::AppError;

/// What is waited for, and how it looks once it is there.
#[derive(Clone)]
pub struct Awaited {
    parcel: AsyncDerived<Loaded>,
    show: Show,
    fault: fn(AppError) -> AnyView,
}

impl Awaited {
    /// Shows the data by `view`, or by `fault` why there is none.
    pub fn new<T>(
        data: Data<T>,
        view: impl Fn(T) -> AnyView + Send + Sync + 'static,
        fault: fn(AppError) -> AnyView,
    ) -> Self
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Clone + Send + Sync + 'static,
    {
        let (parcel, show) = data.shown_by(view);
        Self {
            parcel,
            show,
            fault,
        }
    }

    async fn view(self) -> AnyView {
        let show = |parcel: Parcel| (self.show)(&parcel);
        self.parcel.await.and_then(show).unwrap_or_else(self.fault)
    }
}
