//! What the address of a page says.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The id in the address of a page; that of nothing where the address has none that is a number.
pub fn id_of_address() -> Memo<i32> {
    let params = use_params_map();
    Memo::new(move |_| {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse().ok()).unwrap_or_default()
    })
}
