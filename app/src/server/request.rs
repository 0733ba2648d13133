//! What is known of a request before anyone looks at who sent it: an id for the log, the address
//! it really came from, the browser it names. And the layer that finds out who sent it.

use std::{
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use http_body::{Frame, SizeHint};
use ipnet::IpNet;
use leptos::prelude::use_context;
use rand::Rng;
use tower_sessions::Session;
use tracing::{Instrument, Span};

use super::{Console, sessions};
use crate::{error::AppError, paths};

/// Header that carries the request's id back to whoever asks about it.
pub const REQUEST_ID: &str = "x-request-id";

tokio::task_local! {
    /// The facts of the request that a task answers, for whatever Leptos has no context for.
    static FACTS: RequestFacts;
}

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
            .or_else(|| FACTS.try_with(Self::clone).ok())
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

/// Does work of the current request to its end, even when the browser stops waiting for it: who
/// presses a button twice gives up the first request, and that must not leave things half done.
pub async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    let facts = RequestFacts::current();
    let id = facts.id.clone();
    let task = tokio::spawn(FACTS.scope(facts, work).in_current_span());
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, request = %id, "a request's work broke off");
        Err(AppError::Broken(id.to_string()))
    })
}

/// The address a request came from. Only a trusted proxy is believed about whom it forwards for,
/// and of a chain only the last address that no trusted proxy vouches for. An IPv4 address written
/// as an IPv6 one (RFC 4291, section 2.5.5.2), as a socket for both has it, is the IPv4 address.
pub fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| {
        let mapped = match address {
            IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
            IpAddr::V6(_) => *address,
        };
        trusted
            .iter()
            .any(|net| net.contains(address) || net.contains(&mapped))
    };
    let peer = peer?.to_canonical();
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
        nearest = address.to_canonical();
        if !is_trusted(&nearest) {
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
    let path = logged(request.uri().path());
    let span =
        tracing::info_span!("request", id = %facts.id, method = %request.method(), path = path);
    let id = HeaderValue::from_str(&facts.id);
    request.extensions_mut().insert(facts.clone());
    let answer = FACTS.scope(facts.clone(), next.run(request));
    let mut response = answer.instrument(span.clone()).await;
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.map(|body| Body::new(Streamed { body, facts, span }))
}

/// A path as the log may have it: without the token of a one-time link, and never with a query,
/// which may hold one too.
fn logged(path: &str) -> &str {
    if path.starts_with(paths::WELCOME) {
        paths::WELCOME
    } else {
        path
    }
}

/// A body that is still being made when its answer has begun, such as an export: whatever happens
/// then belongs to the same request.
struct Streamed {
    body: Body,
    facts: RequestFacts,
    span: Span,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Self { body, facts, span } = &mut *self;
        let _entered = span.enter();
        FACTS.sync_scope(facts.clone(), || Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Finds out who sent the request, keeps the session alive, and sends strangers who ask for a
/// page to the sign-in page. Server functions check for themselves; this only saves a round trip.
pub async fn recognise(
    State(console): State<Console>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let id = session.id();
    let is_reading = request.method().is_safe();
    let recognised = match sessions::caller(&console, &session, is_reading).await {
        Ok(recognised) => recognised,
        Err(error) => return super::answer::plain(&error),
    };
    let mut outdated = None;
    if let Some(recognised) = recognised {
        request.extensions_mut().insert(recognised.caller);
        outdated = recognised.outdated;
    } else if asks_for_a_page(&request) && !is_open(request.uri().path()) {
        let wanted = request
            .uri()
            .path_and_query()
            .map_or("/", |wanted| wanted.as_str());
        return Redirect::to(&paths::sign_in_then(wanted)).into_response();
    }
    let response = next.run(request).await;
    // Only an answer that takes the new id along may change it: an answer that failed carries no
    // cookie. And only the id that was asked with: signing in or out may have given another.
    if let (Some(id), Some(rights_version)) = (id, outdated)
        && session.id() == Some(id)
        && !response.status().is_server_error()
    {
        // The log has what went wrong; the session goes on under its old id until the next time.
        let _ = sessions::renew(&console, &session, id, rights_version).await;
    }
    response
}

/// Pages that strangers may open: what they need to stop being strangers, and the development
/// kit, which shows no data.
pub fn is_open(path: &str) -> bool {
    matches!(path, paths::SIGN_IN | paths::SET_UP | paths::KIT) || path.starts_with(paths::WELCOME)
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

    #[test]
    fn an_ipv4_address_is_one_however_it_is_written() {
        assert_eq!(seen("::ffff:203.0.113.9", ""), address("203.0.113.9"));
        assert_eq!(
            seen("::ffff:10.0.0.1", "198.51.100.1"),
            address("198.51.100.1"),
            "the proxy is trusted"
        );
        assert_eq!(
            seen("10.0.0.1", "::ffff:198.51.100.1, ::ffff:10.0.0.2"),
            address("198.51.100.1")
        );
        let trusted: Vec<IpNet> = vec!["::ffff:10.0.0.0/104".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "2001:db8::7".parse().unwrap());
        assert_eq!(
            client_address(address("10.0.0.1"), &headers, &trusted),
            address("2001:db8::7")
        );
    }

    #[tokio::test]
    async fn what_is_still_being_made_belongs_to_its_request() {
        let facts = RequestFacts::of_nobody();
        let made = futures::stream::once(async {
            Ok::<_, std::convert::Infallible>(RequestFacts::current().id.to_string())
        });
        let body = Body::new(Streamed {
            body: Body::from_stream(made),
            facts: facts.clone(),
            span: Span::none(),
        });
        let bytes = axum::body::to_bytes(body, 100).await.unwrap();
        assert_eq!(bytes, facts.id.as_bytes());
    }

    #[test]
    fn no_token_stands_in_the_log() {
        assert_eq!(logged("/users/5"), "/users/5");
        assert_eq!(logged(&paths::one_time_link("secret")), "/welcome/");
    }
}
