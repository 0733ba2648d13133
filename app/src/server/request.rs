//! What is known of a request before anyone looks at who sent it: an id for the log, the address
//! it really came from, the browser it names. And the layer that finds out who sent it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use ipnet::IpNet;
use leptos::prelude::use_context;
use rand::Rng;
use tower_sessions::Session;
use tracing::Instrument;

use super::{
    Console,
    sessions::{self, SignedIn},
};
use crate::paths;

/// Header that carries the request's id back to whoever asks about it.
pub const REQUEST_ID: &str = "x-request-id";

/// Facts of one request.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    pub id: Arc<str>,
    pub address: Option<IpAddr>,
    pub user_agent: Option<Arc<str>>,
}

impl RequestFacts {
    /// The facts of the request being answered, or those of nothing for work outside of one.
    pub fn current() -> Self {
        use_context::<http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<Self>().cloned())
            .unwrap_or_else(Self::of_nobody)
    }

    fn of_nobody() -> Self {
        Self {
            id: new_id().into(),
            address: None,
            user_agent: None,
        }
    }
}

fn new_id() -> String {
    format!("{:020x}", rand::rng().random::<u128>() >> 48)
}

/// The address a request came from. Only a trusted proxy is believed about whom it forwards for,
/// and of a chain only the last address that no trusted proxy vouches for.
pub fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let peer = peer?;
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|address| address.trim().parse::<IpAddr>().ok())
        .collect::<Vec<_>>();
    let mut nearest = peer;
    for address in forwarded.into_iter().rev() {
        let Some(address) = address else { break };
        nearest = address;
        if !is_trusted(&address) {
            break;
        }
    }
    Some(nearest)
}

/// Gives every request its facts and everything logged during it the request's id.
pub async fn identify(
    State(console): State<Console>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.chars().take(500).collect::<String>().into());
    let facts = RequestFacts {
        id: new_id().into(),
        address: client_address(peer, request.headers(), &console.settings.trusted_proxies),
        user_agent,
    };
    let span = tracing::info_span!("request", id = %facts.id, method = %request.method(), path = request.uri().path());
    let id = HeaderValue::from_str(&facts.id);
    request.extensions_mut().insert(facts);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Finds out who sent the request, keeps the session alive, and sends strangers who ask for a
/// page to the sign-in page. Server functions check for themselves; this only saves a round trip.
pub async fn recognise(
    State(console): State<Console>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    match sessions::caller(&console, &session).await {
        Ok(SignedIn::Yes(caller)) => {
            request.extensions_mut().insert(caller);
        }
        Ok(SignedIn::No) => {
            if asks_for_a_page(&request) && !is_open(request.uri().path()) {
                let wanted = request
                    .uri()
                    .path_and_query()
                    .map_or("/", |wanted| wanted.as_str());
                return Redirect::to(&paths::sign_in_then(wanted)).into_response();
            }
        }
        Err(error) => return super::answer::plain(&error),
    }
    next.run(request).await
}

/// Pages that strangers may open: what they need to stop being strangers, and the development
/// kit, which shows no data.
pub fn is_open(path: &str) -> bool {
    matches!(path, paths::SIGN_IN | paths::SET_UP | paths::KIT) || path.starts_with("/welcome/")
}

fn asks_for_a_page(request: &Request) -> bool {
    request.method() == Method::GET && !request.uri().path().starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    fn seen(peer: &str, forwarded: &str) -> Option<IpAddr> {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        client_address(address(peer), &headers, &trusted)
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1"), address("203.0.113.9"));
    }

    #[test]
    fn a_trusted_proxy_is_believed_about_its_own_peer_only() {
        assert_eq!(seen("10.0.0.1", "198.51.100.1"), address("198.51.100.1"));
        assert_eq!(
            seen("10.0.0.1", "1.1.1.1, 198.51.100.1"),
            address("198.51.100.1")
        );
        assert_eq!(
            seen("10.0.0.1", "198.51.100.1, 10.0.0.2"),
            address("198.51.100.1")
        );
    }

    #[test]
    fn nonsense_in_the_header_is_not_an_address() {
        assert_eq!(seen("10.0.0.1", "<script>"), address("10.0.0.1"));
        assert_eq!(seen("10.0.0.1", ""), address("10.0.0.1"));
    }
}
