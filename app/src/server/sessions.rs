//! Sessions in PostgreSQL, for tower-sessions: the browser holds a random id, the table only its
//! SHA-256, so that whoever reads the table cannot sign in with it. A session and the person it
//! belongs to are loaded by one query; a person who was deactivated has no session.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{self, Error},
};

use super::{Caller, Console, request::RequestFacts};
use crate::{error::AppError, facts::Theme, i18n::Locale, permission::Role};

/// Key in the session's data of what sign-in put there.
const MEMORY: &str = "memory";
/// Key under which the store hands over the person, freshly read; never stored.
const PERSON: &str = "person";
/// A session is written back at most this often while it is only being used.
const TOUCH_AFTER_SECONDS: i64 = 60;

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
}

/// The answer to "who is this?".
pub enum SignedIn {
    Yes(Arc<Caller>),
    No,
}

/// The layer that gives requests their session.
pub fn layer(console: &Console) -> SessionManagerLayer<PostgresStore> {
    let lifetime = i64::try_from(console.settings.session_lifetime.as_secs()).unwrap_or(i64::MAX);
    SessionManagerLayer::new(PostgresStore {
        pool: console.pool.clone(),
    })
    .with_name(console.settings.session_cookie())
    .with_http_only(true)
    .with_same_site(SameSite::Lax)
    .with_secure(console.settings.is_https())
    .with_path("/")
    .with_expiry(Expiry::OnInactivity(time::Duration::seconds(lifetime)))
}

/// The session of the request being answered.
pub fn current() -> Result<Session, AppError> {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| broken("the request has no session layer"))
}

/// Begins a session for somebody who proved who they are. The id is a new one: whoever planted
/// one before the sign-in holds nothing.
pub async fn begin(
    session: &Session,
    user_id: i32,
    rights_version: i32,
    organization_id: Option<i32>,
) -> Result<(), AppError> {
    let facts = RequestFacts::current();
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    remember(
        session,
        &Memory {
            user_id,
            rights_version,
            acting_in: organization_id,
            touched_at: OffsetDateTime::now_utc().unix_timestamp(),
            address: facts.address.map(|address| address.to_string()),
            user_agent: facts.user_agent.map(|agent| agent.to_string()),
        },
    )
    .await
}

/// Ends this session.
pub async fn end(session: &Session) -> Result<(), AppError> {
    session.flush().await.map_err(broken)
}

/// Makes a superuser's session act in another organization, under a new id.
pub async fn act_in(session: &Session, organization_id: Option<i32>) -> Result<(), AppError> {
    let Some(mut memory) = memory(session).await? else {
        return Err(AppError::SignInRequired);
    };
    memory.acting_in = organization_id;
    session.cycle_id().await.map_err(broken)?;
    remember(session, &memory).await
}

/// Gives the session a new id after its owner's rights or password changed.
pub async fn rotate(session: &Session, rights_version: i32) -> Result<(), AppError> {
    let Some(mut memory) = memory(session).await? else {
        return Err(AppError::SignInRequired);
    };
    memory.rights_version = rights_version;
    session.cycle_id().await.map_err(broken)?;
    remember(session, &memory).await
}

/// Who the session belongs to. Keeps it alive by the way, and renews its id when the person's
/// rights are no longer those it was issued for.
pub async fn caller(console: &Console, session: &Session) -> Result<SignedIn, AppError> {
    let Some(mut memory) = memory(session).await? else {
        return Ok(SignedIn::No);
    };
    let Some(person) = session.get::<Person>(PERSON).await.map_err(broken)? else {
        // A session of this very request: it has not been read back from the table.
        return Ok(SignedIn::No);
    };
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let rights_changed = person.rights_version != memory.rights_version;
    if rights_changed {
        memory.rights_version = person.rights_version;
        session.cycle_id().await.map_err(broken)?;
    }
    if rights_changed || now - memory.touched_at >= touch_after(console) {
        memory.touched_at = now;
        remember(session, &memory).await?;
    }
    Ok(SignedIn::Yes(Arc::new(person.caller(&memory))))
}

/// A short lifetime, as tests set it, has to be renewed sooner than every minute.
fn touch_after(console: &Console) -> i64 {
    let lifetime = i64::try_from(console.settings.session_lifetime.as_secs()).unwrap_or(i64::MAX);
    TOUCH_AFTER_SECONDS.min(lifetime / 10)
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
        Caller {
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
        }
    }
}

async fn memory(session: &Session) -> Result<Option<Memory>, AppError> {
    session.get::<Memory>(MEMORY).await.map_err(broken)
}

async fn remember(session: &Session, memory: &Memory) -> Result<(), AppError> {
    session.insert(MEMORY, memory).await.map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> AppError {
    let id = RequestFacts::current().id;
    tracing::error!(%error, request = %id, "the session could not be read or written");
    AppError::Broken(id.to_string())
}

/// `auth.sessions`, as tower-sessions wants a store.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

/// The form in which a session's id is stored and compared.
pub fn hash_of(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

/// What of a record is written: its memory, and not the person.
fn stored_memory(record: &Record) -> session_store::Result<(Value, Memory)> {
    let value = record
        .data
        .get(MEMORY)
        .cloned()
        .ok_or_else(|| Error::Encode("no memory".into()))?;
    let memory =
        serde_json::from_value(value.clone()).map_err(|error| Error::Encode(error.to_string()))?;
    Ok((value, memory))
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for PostgresStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let (value, memory) = stored_memory(record)?;
        // 128 random bits do not collide; were they to, the insert fails and nobody is signed in.
        sqlx::query!(
            "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at, ip_address, user_agent)
             VALUES ($1, $2, $3, $4, $5, $6)",
            hash_of(&record.id),
            memory.user_id,
            value,
            record.expiry_date,
            memory.address,
            memory.user_agent
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (value, _) = stored_memory(record)?;
        // An update and never an insert: a session that was revoked meanwhile stays revoked.
        sqlx::query!(
            "UPDATE auth.sessions SET data = $2, expires_at = $3, last_seen_at = now()
             WHERE id_hash = $1",
            hash_of(&record.id),
            value,
            record.expiry_date
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let row = sqlx::query!(
            r#"SELECT data AS "data!", expires_at AS "expires_at!", person AS "person!"
               FROM auth.session_person($1)"#,
            hash_of(id)
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        Ok(row.map(|row| Record {
            id: *id,
            data: HashMap::from([
                (MEMORY.to_owned(), row.data),
                (PERSON.to_owned(), row.person),
            ]),
            expiry_date: row.expires_at,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sqlx::query!("DELETE FROM auth.sessions WHERE id_hash = $1", hash_of(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}
