//! Headers that tell browsers what a page of ours never does, so that nobody can make it.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::ResponseOptions;

use super::Console;

/// For every answer that is not a rendered page: nothing in it may run or be framed.
const NO_CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/// Sets the page's content security policy with the nonce of this rendering (CSP Level 3).
pub fn set_content_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    // In development the reload socket is another port of the same host.
    let sockets = if std::env::var_os("LEPTOS_WATCH").is_some() {
        " ws:"
    } else {
        ""
    };
    let policy = format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'{sockets}; \
         form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What holds for every answer, also for a file of the build.
static OF_ALL: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What a browser asks of a document: it says nothing to a piece of WASM, of which a page loads some
/// dozens.
static OF_DOCUMENTS: [(HeaderName, &str); 4] = [
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Headers of every answer.
pub async fn protect(State(console): State<Console>, request: Request, next: Next) -> Response {
    let is_in_build = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let is_file = is_in_build && response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in &OF_ALL {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    if console.settings.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    if is_file {
        return response;
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NO_CONTENT_POLICY));
    for (name, value) in &OF_DOCUMENTS {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    // A page shows what this person may see at this moment: nobody else's cache keeps it.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
