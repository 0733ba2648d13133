//! Finding anything by name: the palette's entities, and the same as a page for browsers without
//! JavaScript.

mod pages;
#[cfg(feature = "ssr")]
mod queries;

pub use pages::{SearchPage, kind_words};

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{permission::Permission, server::Ctx};

/// Something found, and what kind of thing it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub entity_type: String,
    pub id: i32,
    pub name: String,
}

/// Users and organizations whose name holds the words; the first ten of each, and only those the
/// caller may open.
#[server(input = GetUrl)]
pub async fn find_anything(words: String) -> Result<Vec<Finding>, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let words = words.trim();
    if words.is_empty() || words.chars().count() > 100 || words.contains('\0') {
        return Ok(Vec::new());
    }
    queries::find(&ctx, words).await
}
