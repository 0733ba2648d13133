//! The state every request shares: the pool, the settings, and the few limits that span requests.

use std::{sync::Arc, time::Duration};

use ipnet::IpNet;
use leptos::prelude::*;
use sqlx::PgPool;
use tokio::sync::Semaphore;

use super::turns::Turns;
use crate::error::AppError;

/// So many may wait for a password to be hashed; the next one is told that it takes too long.
const MOST_WAITING: usize = 64;

/// What an operator may set and a request may need. The program's command line documents each.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the console, such as `https://terrace.example`; its scheme decides
    /// whether cookies are `Secure`, its origin which forms are accepted.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Argon2id: memory in KiB, passes, lanes.
    pub argon2: (u32, u32, u32),
    /// A session ends after this long without a request.
    pub session_lifetime: Duration,
    /// How long an invitation or a password reset link works.
    pub link_lifetime: Duration,
    /// `/kit` and other pages for development.
    pub development: bool,
    /// Demo accounts exist: the sign-in page names them.
    pub demo: bool,
}

impl Settings {
    /// Cookies travel over HTTPS only.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// `__Host-` binds the cookie to this host over HTTPS (RFC 6265bis, section 4.1.3.2).
    pub fn session_cookie(&self) -> &'static str {
        if self.is_https() {
            "__Host-terrace"
        } else {
            "terrace"
        }
    }
}

/// Everything a request can reach.
#[derive(Clone, Debug)]
pub struct Console {
    pub pool: PgPool,
    pub settings: Arc<Settings>,
    /// Each password hash takes 19 MiB and tens of milliseconds: only so many at a time.
    pub hashing: Arc<Semaphore>,
    /// And only so many who hash or wait for it.
    pub hashing_line: Arc<Semaphore>,
    /// Who signs in to the same account, or from the same address, does so in turn.
    pub turns: Arc<Turns>,
    /// Valid until the first administrator exists; printed to the log at start.
    pub set_up_token: Option<Arc<str>>,
}

impl Console {
    pub fn new(pool: PgPool, settings: Settings, set_up_token: Option<String>) -> Self {
        let hashers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            pool,
            settings: Arc::new(settings),
            hashing: Arc::new(Semaphore::new(hashers)),
            hashing_line: Arc::new(Semaphore::new(hashers + MOST_WAITING)),
            turns: Arc::default(),
            set_up_token: set_up_token.map(Into::into),
        }
    }

    /// The console of the request being answered.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or_else(|| AppError::Broken("no console in context".to_owned()))
    }
}
