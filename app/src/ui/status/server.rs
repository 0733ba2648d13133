//! On the server an error gives the page its status.

use http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Answers the request with this status.
pub fn answer_with(status: u16) {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
}
