//! Cross-site request forgery: whatever may change something must come from a page of ours.
//! Browsers say where a request comes from in `Origin` (RFC 6454, section 7), which no page can
//! forge; a request that may change something without it is refused where it carries a session.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header};

use super::Console;
use crate::paths;

/// Refuses a request that may change something unless it comes from one of our own pages.
pub async fn require_own(State(console): State<Console>, request: Request, next: Next) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe || comes_from(&console.settings.public_url, request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(header::ORIGIN), "refused a request from elsewhere");
    (
        StatusCode::FORBIDDEN,
        "This request does not come from a page of this console.\n",
    )
        .into_response()
}

/// The origin must be the configured one, or the very host the request was sent to: people open
/// a console by more than one name, and the host is not for a foreign page to choose.
fn comes_from(public_url: &str, headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    let public = public_url.trim_end_matches('/');
    if origin.eq_ignore_ascii_case(public) {
        return true;
    }
    let scheme = public
        .split_once("://")
        .map_or("http", |(scheme, _)| scheme);
    text(header::HOST)
        .is_some_and(|host| origin.eq_ignore_ascii_case(&format!("{scheme}://{host}")))
}

/// A path of this console to go on to, or the home page where `next` leads anywhere else.
pub fn own_path(next: &str) -> String {
    let is_path = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && next.is_ascii();
    if is_path {
        next.to_owned()
    } else {
        paths::HOME.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_back_to_our_own_pages_only() {
        assert_eq!(own_path("/users?q=a"), "/users?q=a");
        for foreign in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "",
            "users",
            "/a\nb",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }

    fn accepted(origin: Option<&str>, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        comes_from("https://terrace.example", &headers)
    }

    #[test]
    fn accepts_our_own_pages() {
        assert!(accepted(Some("https://terrace.example"), "terrace.example"));
        assert!(accepted(
            Some("https://console.internal:8443"),
            "console.internal:8443"
        ));
    }

    #[test]
    fn refuses_other_pages_and_the_absence_of_one() {
        assert!(!accepted(None, "terrace.example"));
        assert!(!accepted(Some("null"), "terrace.example"));
        assert!(!accepted(Some("https://evil.example"), "terrace.example"));
        assert!(!accepted(Some("http://terrace.example"), "terrace.example"));
        assert!(!accepted(
            Some("https://terrace.example.evil.example"),
            "terrace.example"
        ));
    }
}
