//! Sending a form from a page that stays: all server functions take forms in one way, so that the
//! browser's half needs one such function, and not one for each of theirs.

use leptos::{
    server_fn::redirect::REDIRECT_HEADER,
    wasm_bindgen::{JsCast, JsValue},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, FormData, Request, RequestInit, Response, UrlSearchParams, window};

use crate::error::AppError;

/// In milliseconds; the server gives up sooner.
const PATIENCE: u32 = 40_000;

/// Sends a form to the address of a server function, as the browser would. Returns where the answer
/// leads, if anywhere.
///
/// # Errors
/// What the server function says, and [`AppError::Unreachable`] where there is no answer.
pub async fn post(url: &str, form: &FormData) -> Result<Option<String>, AppError> {
    let answer = send(url, form).await.map_err(|_| AppError::Unreachable)?;
    if !answer.ok() {
        return Err(error_of(&answer).await);
    }
    let header = |name| answer.headers().get(name).ok().flatten();
    Ok(header(REDIRECT_HEADER).and_then(|_| header("location")))
}

async fn send(url: &str, form: &FormData) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&UrlSearchParams::new_with_str_sequence_sequence(form)?.into());
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    let request = Request::new_with_str_and_init(url, &init)?;
    request.headers().set("accept", "application/json")?;
    let window = window().ok_or(JsValue::UNDEFINED)?;
    JsFuture::from(window.fetch_with_request(&request))
        .await?
        .dyn_into()
}

/// What is in front of the console may answer in its own words.
async fn error_of(answer: &Response) -> AppError {
    let unknown = AppError::Broken(String::new());
    let Ok(text) = answer.text() else {
        return unknown;
    };
    let text = JsFuture::from(text).await.ok().and_then(|t| t.as_string());
    text.and_then(|text| serde_json::from_slice(text.as_bytes()).ok())
        .unwrap_or(unknown)
}
