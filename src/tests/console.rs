//! A console under test, and people who use it.

use std::{net::SocketAddr, path::Path, time::Duration};

use app::server::{Console, Settings, database};
use axum::{Router, body::Body, extract::ConnectInfo};
use http::{Method, Request, StatusCode, header};
use sqlx::{PgPool, postgres::PgPoolOptions};
use terrace::router;
use tower::ServiceExt;

/// Where the console under test believes to be.
pub const ORIGIN: &str = "http://terrace.test";
/// The password of everyone in the cast.
pub const PASSWORD: &str = "terrace-demo-2026";

/// A console on a test's database.
pub struct TestConsole {
    pub router: Router,
    pub console: Console,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The session cookie that the answer sets.
    pub fn cookie(&self) -> Option<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .find(|value| value.starts_with("terrace="))
            .map(|value| value.split(';').next().unwrap().to_owned())
    }
}

/// Settings as by default, but for the cheapest password hashes.
pub fn settings() -> Settings {
    Settings {
        public_url: ORIGIN.to_owned(),
        trusted_proxies: Vec::new(),
        argon2: (8, 1, 1),
        session_lifetime: Duration::from_hours(24),
        link_lifetime: Duration::from_hours(72),
        development: false,
        demo: false,
    }
}

impl TestConsole {
    pub async fn new(owner: &PgPool) -> Self {
        Self::with(owner, settings(), None).await
    }

    pub async fn with(owner: &PgPool, settings: Settings, token: Option<&str>) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(5)
            .after_connect(|connection, _| Box::pin(database::drop_rights(connection)))
            .connect_with((*owner.connect_options()).clone())
            .await
            .unwrap();
        let console = Console::new(pool, settings, token.map(str::to_owned));
        Self {
            router: router::router(console.clone(), Path::new("public")),
            console,
        }
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "192.0.2.7:40000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Opens a page as whoever holds the cookie; an empty cookie is a stranger.
    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// Calls a server function as the browser's half does.
    pub async fn call(&self, method: &Method, path: &str, form: &str, cookie: &str) -> Answer {
        let builder = Request::builder()
            .method(method)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT, "application/json");
        let request = if *method == Method::GET {
            builder.uri(format!("{path}?{form}")).body(Body::empty())
        } else {
            builder
                .uri(path)
                .header(header::ORIGIN, ORIGIN)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form.to_owned()))
        };
        self.send(request.unwrap()).await
    }

    /// Sends a form as a browser without JavaScript does, from a page of ours.
    pub async fn submit(&self, page: &str, action: &str, form: &str, cookie: &str) -> Answer {
        let request = Request::post(action)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::ORIGIN, ORIGIN)
            .header(header::REFERER, format!("{ORIGIN}{page}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// Signs a member of the cast in and returns their cookie.
    pub async fn sign_in(&self, username: &str) -> String {
        let form = format!("form[username]={username}&form[password]={PASSWORD}&form[next]=/");
        let answer = self.submit("/sign-in", "/api/sign_in", &form, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookie().expect("signing in sets a cookie")
    }
}
