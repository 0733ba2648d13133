//! Sessions in PostgreSQL, for tower-sessions: the browser holds a random id, the table only its
//! SHA-256, so that whoever reads the table cannot sign in with it. A session and the person it
//! belongs to are loaded by one query; a person who was deactivated has no session.
//!
//! What begins, changes or ends a session does so in the transaction of its audit row. Others wait
//! for rows in one order: person, organization, audit log, session.

mod store;

use std::sync::Arc;

use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{PgExecutor, Postgres, Transaction};
use time::OffsetDateTime;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite, session::Id};

pub use store::PostgresStore;

use super::{Caller, Console, request::RequestFacts};
use crate::{
    error::AppError,
    facts::Theme,
    i18n::Locale,
    permission::{Permission, PermissionSet, Role},
};

/// Key in the session's data of what sign-in put there.
const MEMORY: &str = "memory";
/// Key under which the store hands over the person, freshly read; never stored.
const PERSON: &str = "person";
/// Key under which the store says that the id is the one before; never stored.
const IS_PREVIOUS: &str = "is_previous";
/// Key of the id that a transaction wrote, for the layer to take over; never stored.
const ISSUED: &str = "issued";
/// A session is written back at most this often while it is only being used.
const TOUCH_AFTER_SECONDS: i64 = 60;
/// What a browser sent under the old id before it learned the new one may still read.
const PREVIOUS_LASTS: &str = "10 seconds";

/// What a session remembers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    pub user_id: i32,
    /// The rights the id was issued for: when they change, so does the id.
    pub rights_version: i32,
    /// The organization a superuser acts in; `None` is all of them.
    pub acting_in: Option<i32>,
    /// Unix time of the last write, which made the cookie live longer too.
    pub touched_at: i64,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// A row of `auth.session_person`: the person behind a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Person {
    username: String,
    display_name: String,
    is_staff: bool,
    is_superuser: bool,
    rights_version: i32,
    organization_id: Option<i32>,
    organization_name: Option<String>,
    acting_in_name: Option<String>,
    language: Option<String>,
    theme: Option<String>,
    shortcuts: Option<bool>,
    /// Codenames of what was granted, to them or to a group of theirs.
    permissions: Vec<String>,
    groups: Vec<i32>,
    switchable: Option<Vec<(i32, String)>>,
}

/// Whose session it is.
#[derive(Debug)]
pub struct Recognised {
    pub caller: Arc<Caller>,
    /// The person's rights are no longer those the id was issued for: their version now.
    pub outdated: Option<i32>,
}

/// A session that a transaction wrote. Its browser learns the id once that is committed.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Issued(Id);

impl Issued {
    /// The form in which it is stored.
    pub fn hash(self) -> Vec<u8> {
        hash_of(&self.0)
    }
}

/// What becomes of the old id when a session gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldId {
    /// It may read for a few seconds more.
    Lingers,
    /// Whoever else holds it is out at once.
    Dies,
}

/// The layer that gives requests their session.
pub fn layer(console: &Console) -> SessionManagerLayer<PostgresStore> {
    SessionManagerLayer::new(PostgresStore {
        pool: console.pool.clone(),
    })
    .with_name(console.settings.session_cookie())
    .with_http_only(true)
    .with_same_site(SameSite::Lax)
    .with_secure(console.settings.is_https())
    .with_path("/")
    .with_expiry(Expiry::OnInactivity(time::Duration::seconds(lifetime(
        console,
    ))))
}

fn lifetime(console: &Console) -> i64 {
    i64::try_from(console.settings.session_lifetime.as_secs()).unwrap_or(i64::MAX)
}

/// The session of the request being answered.
pub fn current() -> Result<Session, AppError> {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| broken("the request has no session layer"))
}

/// The id of the current session, for somebody who is signed in.
pub fn current_id() -> Result<Id, AppError> {
    current()?.id().ok_or(AppError::SignInRequired)
}

/// Begins a session for somebody who proved who they are, and ends the one their browser had. The
/// id is a new one: whoever planted one before the sign-in holds nothing.
pub async fn begin(
    tx: &mut Transaction<'_, Postgres>,
    console: &Console,
    request: &RequestFacts,
    before: Option<Id>,
    (user_id, rights_version, organization_id): (i32, i32, Option<i32>),
) -> Result<Issued, AppError> {
    if let Some(before) = before {
        end(tx, before).await?;
    }
    let now = OffsetDateTime::now_utc();
    let memory = Memory {
        user_id,
        rights_version,
        acting_in: organization_id,
        touched_at: now.unix_timestamp(),
        address: request.address.map(|address| address.to_string()),
        user_agent: request.user_agent.as_ref().map(ToString::to_string),
    };
    let issued = Issued(Id::default());
    // 128 random bits do not collide; were they to, the insert fails and nobody is signed in.
    sqlx::query!(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at, ip_address, user_agent)
         VALUES ($1, $2, $3, $4, $5, $6)",
        issued.hash(),
        user_id,
        serde_json::to_value(&memory).map_err(broken)?,
        expiry(console, now),
        memory.address,
        memory.user_agent
    )
    .execute(&mut **tx)
    .await?;
    Ok(issued)
}

/// Ends a session.
pub async fn end(tx: &mut Transaction<'_, Postgres>, id: Id) -> Result<(), AppError> {
    sqlx::query!(
        "DELETE FROM auth.sessions WHERE id_hash = $1 OR previous_id_hash = $1",
        hash_of(&id)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a session a new id, and changes what it remembers.
///
/// # Errors
/// [`AppError::SignInRequired`] when it is not there any more.
pub async fn rotate(
    tx: &mut Transaction<'_, Postgres>,
    console: &Console,
    id: Id,
    old: OldId,
    change: Value,
) -> Result<Issued, AppError> {
    let issued = replace(&mut **tx, console, id, old, change).await?;
    issued.ok_or(AppError::SignInRequired)
}

/// The same in one statement, which finds the session under its old id or not at all: of two who
/// try at once, one does it.
async fn replace(
    executor: impl PgExecutor<'_>,
    console: &Console,
    id: Id,
    old: OldId,
    mut change: Value,
) -> Result<Option<Issued>, AppError> {
    let now = OffsetDateTime::now_utc();
    change["touched_at"] = now.unix_timestamp().into();
    let issued = Issued(Id::default());
    let replaced = sqlx::query!(
        "UPDATE auth.sessions SET
             id_hash = $2,
             previous_id_hash = CASE WHEN $3 THEN id_hash END,
             previous_until = CASE WHEN $3 THEN now() + $4::text::interval END,
             data = data || $5::jsonb,
             expires_at = $6,
             last_seen_at = now()
         WHERE id_hash = $1",
        hash_of(&id),
        issued.hash(),
        old == OldId::Lingers,
        PREVIOUS_LASTS,
        change,
        expiry(console, now)
    )
    .execute(executor)
    .await?;
    Ok((replaced.rows_affected() == 1).then_some(issued))
}

/// Lets the browser have the id of a session that a transaction wrote, now that it is committed.
pub async fn hand_over(session: &Session, issued: Issued) -> Result<(), AppError> {
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    let id = issued.0.to_string();
    session.insert(ISSUED, id).await.map_err(broken)
}

/// Takes the cookie from the browser, now that the session has ended.
pub async fn take_away(session: &Session) -> Result<(), AppError> {
    session.flush().await.map_err(broken)
}

/// Renews the id of a session after its person's rights changed. Where a parallel request was
/// faster, or the session has ended, there is nothing to do.
pub async fn renew(
    console: &Console,
    session: &Session,
    id: Id,
    rights_version: i32,
) -> Result<(), AppError> {
    let change = json!({ "rights_version": rights_version });
    match replace(&console.pool, console, id, OldId::Lingers, change).await? {
        Some(issued) => hand_over(session, issued).await,
        None => Ok(()),
    }
}

/// Who the session belongs to, and keeps it alive by the way. Under its previous id it lets read
/// and nothing more.
pub async fn caller(
    console: &Console,
    session: &Session,
    is_reading: bool,
) -> Result<Option<Recognised>, AppError> {
    let Some(mut memory) = session.get::<Memory>(MEMORY).await.map_err(broken)? else {
        return Ok(None);
    };
    let Some(person) = session.get::<Person>(PERSON).await.map_err(broken)? else {
        return Ok(None);
    };
    let is_previous = session.get::<bool>(IS_PREVIOUS).await.map_err(broken)?;
    let is_previous = is_previous.unwrap_or_default();
    if is_previous && !is_reading {
        return Ok(None);
    }
    let is_outdated = !is_previous && person.rights_version != memory.rights_version;
    let now = OffsetDateTime::now_utc().unix_timestamp();
    if !is_previous && !is_outdated && now - memory.touched_at >= touch_after(console) {
        memory.touched_at = now;
        session.insert(MEMORY, &memory).await.map_err(broken)?;
    }
    Ok(Some(Recognised {
        outdated: is_outdated.then_some(person.rights_version),
        caller: Arc::new(person.caller(&memory)),
    }))
}

/// A short lifetime, as tests set it, has to be renewed sooner than every minute.
fn touch_after(console: &Console) -> i64 {
    TOUCH_AFTER_SECONDS.min(lifetime(console) / 10)
}

fn expiry(console: &Console, now: OffsetDateTime) -> OffsetDateTime {
    now.saturating_add(time::Duration::seconds(lifetime(console)))
}

impl Person {
    fn caller(self, memory: &Memory) -> Caller {
        let role = match (self.is_superuser, self.is_staff) {
            (true, _) => Role::Superuser,
            (false, true) => Role::Staff,
            (false, false) => Role::Member,
        };
        let organization = if role == Role::Superuser {
            memory.acting_in.zip(self.acting_in_name)
        } else {
            self.organization_id.zip(self.organization_name)
        };
        let mut held = PermissionSet::of_role(role);
        held.extend(
            self.permissions
                .iter()
                .filter_map(|codename| Permission::parse(codename)),
        );
        Caller {
            held,
            groups: self.groups,
            user_id: memory.user_id,
            username: self.username,
            display_name: self.display_name,
            role,
            organization,
            language: self
                .language
                .and_then(|language| language.parse::<Locale>().ok()),
            theme: self.theme.and_then(|theme| Theme::parse(&theme)),
            shortcuts: self.shortcuts.unwrap_or(true),
            switchable: self.switchable.unwrap_or_default(),
        }
    }
}

/// The form in which a session's id is stored and compared.
pub fn hash_of(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

fn broken(error: impl std::fmt::Display) -> AppError {
    let id = RequestFacts::current().id;
    tracing::error!(%error, request = %id, "the session could not be read or written");
    AppError::Broken(id.to_string())
}

#[cfg(test)]
mod tests;
