//! The way to PostgreSQL: a pool whose connections act as a role that owns nothing, transactions
//! that tell row security whose rows they may touch, and database errors turned into answers.

use std::{str::FromStr, time::Duration};

use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::request::RequestFacts;
use crate::error::{AppError, FieldError, Problem};

/// The role the server works as: owns nothing, cannot bypass row security, may only insert into
/// and read the audit log.
pub const SERVER_ROLE: &str = "terrace_app";

/// What the rows of a transaction are limited to by row security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// Rows of one organization.
    Organization(i32),
    /// Rows of all: signing in, a superuser who looks across, work of the console itself.
    Every,
    /// No row at all.
    Nothing,
}

/// Opens the pool. Every connection drops to [`SERVER_ROLE`] before its first query, unless it
/// signed in as that role.
pub async fn open(url: &str, connections: u32) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("terrace")
        .statement_cache_capacity(300)
        .options([
            ("statement_timeout", "15s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("timezone", "UTC"),
            // A list page is short: compiling its query takes longer than running it.
            ("jit", "off"),
        ]);
    PgPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_mins(10))
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(drop_rights(connection)))
        .connect_with(options)
        .await
}

/// Gives up whatever rights the connection signed in with.
pub async fn drop_rights(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection
        .execute(AssertSqlSafe(format!("SET ROLE {SERVER_ROLE}")))
        .await?;
    Ok(())
}

/// How the planner comes to a plan for a query with values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plans {
    /// By whichever of the other two it expects to be cheaper: what is right for most.
    AsExpected,
    /// Once, for whatever values come: the first and the deepest page of a list go by the same index,
    /// and planning takes longer than reading it.
    Once,
    /// Each time, by the values: how rare words are decides how they are found. Without knowing it, the
    /// index of a whole organization is read beside that of the words.
    ByValues,
}

impl Plans {
    const fn setting(self) -> &'static str {
        match self {
            Self::AsExpected => "",
            Self::Once => "; SET LOCAL plan_cache_mode = force_generic_plan",
            Self::ByValues => "; SET LOCAL plan_cache_mode = force_custom_plan",
        }
    }
}

/// Begins a transaction and raises its wall, in one round trip.
pub async fn begin(
    pool: &PgPool,
    wall: Wall,
    read_only: bool,
) -> Result<Transaction<'static, Postgres>, AppError> {
    begin_planned(pool, wall, read_only, Plans::AsExpected).await
}

/// The same, and says how its queries are planned.
pub async fn begin_planned(
    pool: &PgPool,
    wall: Wall,
    read_only: bool,
    plans: Plans,
) -> Result<Transaction<'static, Postgres>, AppError> {
    let mode = if read_only { " READ ONLY" } else { "" };
    let wall = match wall {
        Wall::Organization(id) => format!("SET LOCAL terrace.organization_id = '{id}'"),
        Wall::Every => "SET LOCAL terrace.scope = 'every'".to_owned(),
        Wall::Nothing => "SET LOCAL terrace.scope = 'nothing'".to_owned(),
    };
    Ok(pool
        .begin_with(AssertSqlSafe(format!(
            "BEGIN{mode}; {wall}{}",
            plans.setting()
        )))
        .await?)
}

/// Whether PostgreSQL answers at all.
pub async fn ping(pool: &PgPool) -> Result<(), AppError> {
    pool.acquire().await?.ping().await?;
    Ok(())
}

impl From<sqlx::Error> for AppError {
    /// What the database refused or could not do. Details go to the log, never to the page.
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(|e| e.code())
            .map(|code| code.into_owned());
        match (&error, code.as_deref()) {
            (sqlx::Error::RowNotFound, _) => Self::NotFound,
            // PostgreSQL, appendix A: query_canceled, lock_not_available.
            (sqlx::Error::PoolTimedOut, _) | (_, Some("57014" | "55P03")) => {
                tracing::warn!(%error, "the database took too long");
                Self::TookTooLong
            }
            // untranslatable_character and character_not_in_repertoire: a NUL in some text.
            (_, Some("22P05" | "22021")) => Self::Malformed,
            _ => {
                let id = RequestFacts::current().id;
                tracing::error!(%error, request = %id, "a query failed");
                Self::Broken(id.to_string())
            }
        }
    }
}

/// Turns the database's own rule into the field it is about.
pub trait OnConstraint<T> {
    /// `constraint` is the name of the unique index or check, `field` the name inside `form[…]`.
    fn on_constraint(self, rules: &[(&'static str, &'static str, Problem)]) -> Result<T, AppError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, rules: &[(&'static str, &'static str, Problem)]) -> Result<T, AppError> {
        self.map_err(|error| {
            let broken = error.as_database_error().and_then(|e| e.constraint());
            match rules.iter().find(|(name, ..)| Some(*name) == broken) {
                Some((_, field, problem)) => AppError::Invalid(vec![FieldError {
                    field: format!("form[{field}]"),
                    problem: *problem,
                }]),
                None => error.into(),
            }
        })
    }
}
