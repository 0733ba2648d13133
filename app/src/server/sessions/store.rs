//! `auth.sessions`, as tower-sessions wants a store. Sessions begin, change and end in the
//! transactions that also tell the audit log; the layer reads them, keeps them alive and carries
//! their ids to the browser.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::Value;
use sqlx::PgPool;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{self, Error},
};

use super::{IS_PREVIOUS, ISSUED, MEMORY, PERSON, hash_of};

#[derive(Clone, Debug)]
pub struct PostgresStore {
    pub pool: PgPool,
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for PostgresStore {
    /// Takes over the id of a session that a transaction wrote. Nothing else is ever created: what
    /// was revoked meanwhile stays revoked.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        record.id = record
            .data
            .get(ISSUED)
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| Error::Encode("no transaction issued a session".to_owned()))?;
        Ok(())
    }

    /// Keeps a session alive: an update and never an insert.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let memory = record.data.get(MEMORY);
        sqlx::query!(
            "UPDATE auth.sessions SET data = $2, expires_at = $3, last_seen_at = now()
             WHERE id_hash = $1",
            hash_of(&record.id),
            memory.ok_or_else(|| Error::Encode("no memory".to_owned()))?,
            record.expiry_date
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    /// The session and the person it belongs to. One that is not there is an empty one: the layer
    /// would take the cookie away from the browser, which may just have been given a new one of
    /// the same name by the answer to another request. Only signing out takes it away.
    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let row = sqlx::query!(
            r#"SELECT data AS "data!", expires_at AS "expires_at!", person AS "person!",
                      is_previous AS "is_previous!"
               FROM auth.session_person($1)"#,
            hash_of(id)
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        let (data, expiry_date) = match row {
            Some(row) => (
                HashMap::from([
                    (MEMORY.to_owned(), row.data),
                    (PERSON.to_owned(), row.person),
                    (IS_PREVIOUS.to_owned(), row.is_previous.into()),
                ]),
                row.expires_at,
            ),
            None => (HashMap::new(), OffsetDateTime::now_utc()),
        };
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    /// The transaction that ended the session, or gave it another id, has done it.
    async fn delete(&self, _id: &Id) -> session_store::Result<()> {
        Ok(())
    }
}
