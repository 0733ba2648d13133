//! Reaching a database to work on it as its owner: the one configured, or the private one; and
//! bringing its schema up to date.

use std::str::FromStr;

use app::{permission::Permission, server::database::SERVER_ROLE};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, migrate::Migrator,
    postgres::PgConnectOptions,
};
use tokio::time::Instant;

use crate::{
    config::Config,
    embedded::{Embedded, EmbeddedError},
    stop::Stop,
};

/// The migrations, in the program itself.
pub static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Why a database cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("PostgreSQL refused: {0}")]
    Refused(#[from] sqlx::Error),
    #[error("a migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error(
        "the schema is {0} migration(s) behind. Run `terrace migrate` with the owner's URL, or \
         start an older console"
    )]
    Behind(usize),
    #[error("PostgreSQL {0} is too old: the console needs 15 or newer")]
    TooOld(String),
}

/// A database to work on.
#[derive(Debug)]
pub struct Database {
    /// As its owner, where the configured URL is the owner's.
    pub url: String,
    /// As whom to serve.
    pub server_url: String,
    embedded: Option<Embedded>,
}

impl Database {
    /// The configured database, or the private one, started where it does not run.
    pub async fn reach(config: &Config, stop: &Stop) -> Result<Self, EmbeddedError> {
        if let Some(url) = &config.database_url {
            return Ok(Self {
                url: url.clone(),
                server_url: url.clone(),
                embedded: None,
            });
        }
        let embedded = Embedded::start(
            &config.options.data_dir,
            config.options.postgres_bin.as_deref(),
            stop,
        )
        .await?;
        Ok(Self {
            url: embedded.url_of_owner(),
            server_url: embedded.url_of_server(),
            embedded: Some(embedded),
        })
    }

    /// The password of the server's role in the private database.
    pub fn server_password(&self) -> Option<&str> {
        self.embedded.as_ref().map(Embedded::server_password)
    }

    /// Whether it is the private one.
    pub fn is_private(&self) -> bool {
        self.embedded.is_some()
    }

    /// Stops the private one, unless somebody else uses it still.
    pub async fn leave(self, deadline: Instant) -> Result<(), EmbeddedError> {
        match self.embedded {
            Some(embedded) => embedded.leave(deadline).await,
            None => Ok(()),
        }
    }
}

/// A connection that looks over the walls: an owner who is not a superuser stands behind row
/// security too. What is done by it may take minutes, and is no slow statement for that.
pub async fn connect_over_walls(url: &str) -> Result<PgConnection, DatabaseError> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let mut connection = PgConnection::connect_with(&options).await?;
    sqlx::query("SELECT set_config('terrace.scope', 'every', false)")
        .execute(&mut connection)
        .await?;
    Ok(connection)
}

/// Applies what is missing and writes the permissions of this program into the tables; returns
/// how many migrations were missing. With a password, the server's role may sign in by itself.
pub async fn migrate(url: &str, server_password: Option<&str>) -> Result<usize, DatabaseError> {
    let mut connection = PgConnection::connect(url).await?;
    check_version(&mut connection).await?;
    let missing = missing(&mut connection).await?;
    MIGRATIONS.run(&mut connection).await?;
    synchronise_permissions(&mut connection).await?;
    connection.close().await?;
    if let Some(password) = server_password {
        let_server_sign_in(url, password).await?;
    }
    Ok(missing)
}

/// Gives the server's role a password of its own, over a connection whose statements reach no log.
async fn let_server_sign_in(url: &str, password: &str) -> Result<(), sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let mut connection = PgConnection::connect_with(&options).await?;
    let mut tx = connection.begin().await?;
    // Of two who start at the same time, PostgreSQL would refuse one.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('terrace.server_password'))")
        .execute(&mut *tx)
        .await?;
    // ALTER ROLE takes no parameters; the server quotes the literal itself.
    let statement: String =
        sqlx::query_scalar("SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1, $2)")
            .bind(SERVER_ROLE)
            .bind(password)
            .fetch_one(&mut *tx)
            .await?;
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    connection.close().await
}

/// How many migrations of this program the database lacks.
pub async fn missing(connection: &mut PgConnection) -> Result<usize, DatabaseError> {
    let has_table: bool =
        sqlx::query_scalar("SELECT to_regclass('public._sqlx_migrations') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await?;
    if !has_table {
        return Ok(MIGRATIONS.iter().count());
    }
    let applied: Vec<i64> =
        sqlx::query_scalar("SELECT version FROM public._sqlx_migrations WHERE success")
            .fetch_all(connection)
            .await?;
    Ok(MIGRATIONS
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .count())
}

/// Refuses a PostgreSQL that lacks what the schema and the queries need.
pub async fn check_version(connection: &mut PgConnection) -> Result<(), DatabaseError> {
    let (number, words): (i32, String) = sqlx::query_as(
        "SELECT current_setting('server_version_num')::int, current_setting('server_version')",
    )
    .fetch_one(connection)
    .await?;
    if number >= 150_000 {
        Ok(())
    } else {
        Err(DatabaseError::TooOld(words))
    }
}

/// Writes every permission of the program into `auth.permissions`. One that the program no longer
/// has is reported and kept: somebody may have been granted it.
async fn synchronise_permissions(connection: &mut PgConnection) -> Result<(), DatabaseError> {
    for permission in Permission::ALL {
        let Some(entity) = permission.entity() else {
            continue;
        };
        let verb = permission.codename().split('_').next().unwrap_or_default();
        sqlx::query(
            "INSERT INTO auth.permissions (codename, name, content_type_id)
             SELECT $1, $2, id FROM auth.content_types WHERE app_label = $3 AND model = $4
             ON CONFLICT (codename, content_type_id) DO NOTHING",
        )
        .bind(permission.codename())
        .bind(format!("Can {verb} {}", entity.model()))
        .bind(entity.app_label())
        .bind(entity.model())
        .execute(&mut *connection)
        .await?;
    }
    let known: Vec<&str> = Permission::ALL
        .iter()
        .map(|permission| permission.codename())
        .collect();
    let stale: Vec<String> =
        sqlx::query_scalar("SELECT codename FROM auth.permissions WHERE codename <> ALL($1)")
            .bind(&known)
            .fetch_all(connection)
            .await?;
    for codename in stale {
        tracing::warn!(
            codename,
            "the database has a permission that this program does not know"
        );
    }
    Ok(())
}
