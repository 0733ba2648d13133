//! What a page loads from its server functions. All of it travels in one type, because everything
//! that loads, waits for and shows something is compiled once for each type that does, and a browser
//! would have to fetch it as often.

use std::{
    any::Any,
    future::{Future, ready},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::Error as _,
};
use serde_json::value::RawValue;

use super::{
    address::id_of_address,
    first_visit::{arrived, keep},
};
use crate::error::AppError;

/// What a server function returns, or will.
pub struct Data<T> {
    loaded: AsyncDerived<Loaded>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T> Data<T>
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    /// Loads it by `load`, and again whenever `key` is another. What the first page of a visit has
    /// loaded on the server is not loaded again.
    pub fn new<K, F>(
        key: impl Fn() -> K + Send + Sync + 'static,
        load: impl Fn(K) -> F + Send + Sync + 'static,
    ) -> Self
    where
        K: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let key = Memo::new(move |_| key());
        let changes = Memo::new(move |before: Option<&u32>| {
            // Read, not only tracked: a memo that nobody has read follows nothing.
            key.with(|_| ());
            before.map_or(0, |before| before.wrapping_add(1))
        });
        let load = move || -> Loading {
            let loading = load(key.get_untracked());
            Box::pin(async move { loading.await.map(Parcel::pack) })
        };
        Self {
            loaded: derived(changes, Box::new(load)),
            holds: PhantomData,
        }
    }

    /// Loads it by the id and the search of the address, and again whenever either changes: the search
    /// does whenever something was done on the page.
    pub fn of_address<F>(load: impl Fn(i32, String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let id = id_of_address();
        let search = use_location().search;
        Self::new(
            move || (id.get(), search.get()),
            move |(id, search)| load(id, search),
        )
    }

    /// As a function of parcels: what shows them need not know what they hold.
    pub fn shown_by(
        self,
        view: impl Fn(T) -> AnyView + Send + Sync + 'static,
    ) -> (AsyncDerived<Loaded>, Show) {
        let show: Show = Arc::new(move |parcel| Self::unpack(parcel).map(&view));
        (self.loaded, show)
    }

    fn unpack(parcel: &Parcel) -> Result<T, AppError> {
        parcel.unpack().ok_or(AppError::Broken(String::new()))
    }
}

/// What came of loading.
pub type Loaded = Result<Parcel, AppError>;
type Loading = Pin<Box<dyn Future<Output = Loaded> + Send>>;
/// Makes a view of what a parcel holds.
pub type Show = Arc<dyn Fn(&Parcel) -> Result<AnyView, AppError> + Send + Sync>;

fn derived(
    changes: Memo<u32>,
    load: Box<dyn Fn() -> Loading + Send + Sync>,
) -> AsyncDerived<Loaded> {
    let arrived = StoredValue::new(arrived());
    let loaded = AsyncDerived::new(move || -> Loading {
        changes.get();
        match arrived.try_update_value(Option::take).flatten() {
            Some(loaded) => Box::pin(ready(loaded)),
            None => load(),
        }
    });
    keep(loaded);
    loaded
}

/// A value of any type: itself where it was made, and as JSON where it came in a page.
#[derive(Clone)]
pub enum Parcel {
    Open {
        value: Arc<dyn Any + Send + Sync>,
        to_json: Option<ToJson>,
    },
    Sealed(Arc<RawValue>),
}

type ToJson = fn(&dyn Any) -> serde_json::Result<Box<RawValue>>;

impl Parcel {
    /// Holds a value.
    pub fn pack<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        let to_json: ToJson = |value| match value.downcast_ref::<T>() {
            Some(value) => serde_json::value::to_raw_value(value),
            None => serde_json::value::to_raw_value(&()),
        };
        Self::Open {
            value: Arc::new(value),
            // Only a server sends pages: no browser needs to load what seals their parcels.
            to_json: cfg!(feature = "ssr").then_some(to_json),
        }
    }

    /// None where it holds something else.
    pub fn unpack<T: DeserializeOwned + Clone + 'static>(&self) -> Option<T> {
        match self {
            Self::Open { value, .. } => value.downcast_ref().cloned(),
            // Of bytes, as answers to requests are read: what reads them is there for that already.
            Self::Sealed(json) => serde_json::from_slice(json.get().as_bytes()).ok(),
        }
    }
}

impl Serialize for Parcel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Open { value, to_json } => {
                to_json.ok_or_else(|| S::Error::custom("not on a server"))?(&**value)
                    .map_err(S::Error::custom)?
                    .serialize(serializer)
            }
            Self::Sealed(json) => json.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Parcel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|json| Self::Sealed(json.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_holds_the_same_after_the_journey() {
        let parcel = Parcel::pack(vec![(1, "一".to_owned()), (2, "\"".to_owned())]);
        let page = serde_json::to_string(&Loaded::Ok(parcel.clone())).unwrap();
        assert_eq!(
            page, r#"{"Ok":[[1,"一"],[2,"\""]]}"#,
            "as if it held just that"
        );
        let arrived: Loaded = serde_json::from_str(&page).unwrap();
        for parcel in [parcel, arrived.unwrap()] {
            let rows: Vec<(i32, String)> = parcel.unpack().unwrap();
            assert_eq!(rows[1], (2, "\"".to_owned()));
            assert_eq!(parcel.unpack::<bool>(), None, "something else");
        }
    }

    #[test]
    fn an_error_travels_as_one() {
        let sent: Loaded = Err(AppError::NotFound);
        let arrived: Loaded = serde_json::from_str(&serde_json::to_string(&sent).unwrap()).unwrap();
        assert_eq!(arrived.err(), Some(AppError::NotFound));
    }
}
