//! On the server every page is the first one.

use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use leptos::{prelude::*, tachys::view::RenderHtml};

use crate::ui::{Later, data::Loaded};

/// What the page being rendered loads, in the order in which it asks.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<AsyncDerived<Loaded>>>>);

/// Renders a page, with what it loaded beside it.
pub async fn show(page: Later) -> AnyView {
    let asked = Asked::default();
    provide_context(asked.clone());
    let view = (page.view)().await;
    Suspend::new(async move {
        let mut html: String = view.to_html_stream_in_order().collect().await;
        html.push_str(r#"<script type="application/json">"#);
        html.push_str(&asked.to_json().await);
        html.push_str("</script>");
        view! { <div class="first" inner_html=html></div> }
    })
    .into_any()
}

impl Asked {
    async fn to_json(&self) -> String {
        let asked = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut loaded = Vec::with_capacity(asked.len());
        for asked in asked {
            loaded.push(asked.await);
        }
        to_json(&loaded)
    }
}

/// All that was loaded, such that nothing in it ends the element it stands in (HTML, section 4.12.1.3).
fn to_json(loaded: &[Loaded]) -> String {
    match serde_json::to_string(loaded) {
        Ok(json) => json.replace('<', r"\u003c"),
        Err(error) => {
            tracing::error!(%error, "what a page loaded cannot be sent");
            "[]".to_owned()
        }
    }
}

/// A server has every piece.
pub async fn preload(_: Later) {}

/// Nothing arrives on a server.
pub fn arrived() -> Option<Loaded> {
    None
}

/// Keeps what a page loads, to be sent with it.
pub fn keep(loaded: AsyncDerived<Loaded>) {
    if let Some(Asked(asked)) = use_context() {
        asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(loaded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::AppError, ui::data::Parcel};

    #[test]
    fn no_name_ends_the_script_it_stands_in() {
        let name = "</script><script>alert(1)</script><!--";
        let json = to_json(&[Ok(Parcel::pack(name.to_owned())), Err(AppError::NotFound)]);
        assert!(!json.contains('<'), "{json}");
        let arrived: Vec<Loaded> = serde_json::from_str(&json).unwrap();
        let parcel = arrived[0].as_ref().unwrap();
        assert_eq!(parcel.unpack::<String>().unwrap(), name);
        assert!(arrived[1].is_err());
    }
}
