//! Answers to forms that a browser without JavaScript sent. Leptos answers such a form by going
//! back to its page, which would lose what was typed; here the page is rendered again at once,
//! with the fields as they were and the errors beside them, under the status that says so.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt, Limited};

use super::{Console, origin::own_path, request::RequestFacts};
use crate::{error::AppError, facts::Answer, secret_fields::is_secret};

/// No form of the console needs more than this.
pub const MAX_FORM_BYTES: usize = 2 * 1024 * 1024;

/// Renders a page of the console for a request.
pub type RenderPage = Arc<
    dyn Fn(Request<Body>) -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync,
>;

/// The state of the layer: the console, and how to render a page again.
#[derive(Clone)]
pub struct Forms {
    pub console: Console,
    pub render: RenderPage,
}

/// Runs a server function and gives its error the status it deserves; where a person's browser
/// is waiting for a page, answers with one.
pub async fn forms(State(forms): State<Forms>, request: Request, next: Next) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page || request.method() != Method::POST {
        return with_status(next.run(request).await).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_FORM_BYTES)
        .collect()
        .await
        .map(|body| body.to_bytes())
    else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let page = page_of(&parts, &body);
    let path = parts.uri.path().to_owned();
    let original = parts.clone();
    parts
        .headers
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = next
        .run(Request::from_parts(parts, Body::from(body.clone())))
        .await;
    if response.status().is_success() || response.status().is_redirection() {
        let location = response
            .headers()
            .get(header::LOCATION)
            .and_then(|to| to.to_str().ok());
        let mut answer = Redirect::to(location.unwrap_or(&page.to_string())).into_response();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            answer
                .headers_mut()
                .append(header::SET_COOKIE, cookie.clone());
        }
        return answer;
    }
    let cookies: Vec<_> = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    let error = error_of(response).await;
    if error == AppError::SignInRequired {
        return Redirect::to(&crate::paths::sign_in_then(&page.to_string())).into_response();
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut again = Request::new(Body::empty());
    let address = page.to_string();
    *again.headers_mut() = original.headers;
    *again.extensions_mut() = original.extensions;
    *again.uri_mut() = page;
    again.extensions_mut().insert(Answer {
        path,
        page: address,
        typed: typed(&body),
        error: error.clone(),
    });
    let mut response = (forms.render)(again).await;
    *response.status_mut() = status;
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let AppError::TooManyAttempts(seconds) = error {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page the form stood on, as the form itself says, or else the referrer. The origin was
/// checked before, so both are ours; only a path of this console is used.
fn page_of(parts: &http::request::Parts, body: &Bytes) -> Uri {
    let said = form_urlencoded::parse(body)
        .find(|(name, _)| name == "page")
        .and_then(|(_, page)| own_path(&page).parse().ok());
    let referrer = || {
        parts
            .headers
            .get(header::REFERER)
            .and_then(|referrer| referrer.to_str().ok())
            .and_then(|referrer| referrer.parse::<Uri>().ok())
            .and_then(|referrer| referrer.path_and_query().cloned())
            .map(Uri::from)
            .filter(|page| !page.path().starts_with("//"))
    };
    said.or_else(referrer)
        .unwrap_or_else(|| Uri::from_static("/"))
}

/// What was typed, but for secrets, which no page repeats.
fn typed(body: &Bytes) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Leptos answers every error of a server function with 500.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = Limited::new(body, MAX_FORM_BYTES)
        .collect()
        .await
        .map(|body| body.to_bytes())
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Ok(error) = serde_json::from_slice::<AppError>(&body).map(named) else {
        return Response::from_parts(parts, Body::from(body));
    };
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
    if let AppError::TooManyAttempts(seconds) = error {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let body = serde_json::to_vec(&error).map_or(body, Bytes::from);
    Response::from_parts(parts, Body::from(body))
}

async fn error_of(response: Response) -> AppError {
    let status = response.status();
    let body = Limited::new(response.into_body(), MAX_FORM_BYTES)
        .collect()
        .await;
    let error = body
        .ok()
        .and_then(|body| serde_json::from_slice(&body.to_bytes()).ok());
    named(error.unwrap_or(if status.is_client_error() {
        AppError::Malformed
    } else {
        AppError::Broken(String::new())
    }))
}

/// What broke outside of our own code has no id yet: it is given that of the request.
fn named(error: AppError) -> AppError {
    match error {
        AppError::Broken(id) if id.is_empty() => {
            let id = RequestFacts::current().id;
            tracing::error!(request = %id, "a server function could not be answered");
            AppError::Broken(id.to_string())
        }
        other => other,
    }
}

/// An error where no page can be rendered.
pub fn plain(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, format!("{error}\n")).into_response()
}
