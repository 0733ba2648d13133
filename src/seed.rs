//! Filling an empty console: the first administrator by command, the demo company, and the large
//! scale for measuring.

use std::io::{Read, Write};

use app::server::{Console, passwords};
use sqlx::{Connection, PgConnection, PgPool};

use crate::{
    cli::{CommandError, Scale},
    config::Config,
    database::{DatabaseError, migrate},
};

/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "terrace-demo-2026";
/// Demo accounts worth trying, and what they are.
pub const DEMO_ACCOUNTS: [(&str, &str); 5] = [
    ("admin", "林晓, superuser"),
    ("zhoulan", "周岚, administers 晨光智能"),
    ("chenmo", "陈默, data engineer at 晨光智能"),
    ("john.mbeki", "John Mbeki, administers Northwind Labs"),
    ("sofia.rossi", "Sofia Rossi, scientist at Northwind Labs"),
];

const CAST: &str = include_str!("../app/fixtures/cast.sql");
const DEMO: &str = include_str!("../app/fixtures/demo.sql");
const LARGE: &str = include_str!("seed/large.sql");

/// Loads the demo into a database that holds nobody yet; the large scale comes on top.
pub async fn demo(url: &str, scale: Scale) -> Result<(), CommandError> {
    let mut connection = connect(url).await?;
    if is_inhabited(&mut connection).await? {
        if scale == Scale::Normal || !knows_the_cast(&mut connection).await? {
            return Err(CommandError::Refused(
                "the database holds people already; the demo is for an empty one".to_owned(),
            ));
        }
    } else {
        let mut tx = connection.begin().await.map_err(DatabaseError::from)?;
        for script in [CAST, DEMO] {
            sqlx::raw_sql(script)
                .execute(&mut *tx)
                .await
                .map_err(DatabaseError::from)?;
        }
        tx.commit().await.map_err(DatabaseError::from)?;
    }
    if scale == Scale::Large {
        load_large(&mut connection).await?;
    }
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(())
}

/// Runs the large script step by step, each on its own: ten million rows fit no transaction.
async fn load_large(connection: &mut PgConnection) -> Result<(), CommandError> {
    let mut out = std::io::stdout();
    for step in LARGE.split("-- step: ").skip(1) {
        let Some((name, statements)) = step.split_once('\n') else {
            continue;
        };
        let began = std::time::Instant::now();
        sqlx::raw_sql(statements)
            .execute(&mut *connection)
            .await
            .map_err(DatabaseError::from)?;
        writeln!(out, "{:>7.1} s  {name}", began.elapsed().as_secs_f64())?;
    }
    Ok(())
}

/// Whether the demo's cast lives here, so that its accounts may be named.
pub async fn has_cast(url: &str) -> Result<bool, CommandError> {
    let mut connection = connect(url).await?;
    let known = knows_the_cast(&mut connection).await?;
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(known)
}

/// An owner who is not a superuser stands behind row security too; this connection looks over it.
async fn connect(url: &str) -> Result<PgConnection, DatabaseError> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query("SELECT set_config('terrace.scope', 'every', false)")
        .execute(&mut connection)
        .await?;
    Ok(connection)
}

async fn is_inhabited(connection: &mut PgConnection) -> Result<bool, DatabaseError> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT FROM auth.users)")
        .fetch_one(connection)
        .await?)
}

async fn knows_the_cast(connection: &mut PgConnection) -> Result<bool, DatabaseError> {
    let known = sqlx::query_scalar(
        "SELECT count(*) = 2 FROM auth.users WHERE email IN ('admin@chenguang.example', 'john.mbeki@northwind.example')",
    )
    .fetch_one(connection)
    .await?;
    Ok(known)
}

/// Creates a superuser with a password read from standard input.
pub async fn create_admin(
    config: &Config,
    url: &str,
    username: &str,
    email: &str,
    organization: &str,
) -> Result<(), CommandError> {
    migrate(url, None).await?;
    let mut password = String::new();
    std::io::stdin().take(4096).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    if let Some(problem) = passwords::problem_of(&password, &[username, email]) {
        return Err(CommandError::Refused(format!(
            "the password on standard input is not accepted: {problem:?}"
        )));
    }
    let pool = PgPool::connect_lazy(url).map_err(DatabaseError::from)?;
    let console = Console::new(pool, config.settings(false), None);
    let hash = passwords::hash(&console, password)
        .await
        .map_err(|error| CommandError::Refused(error.to_string()))?;
    let mut connection = connect(url).await?;
    let mut tx = connection.begin().await.map_err(DatabaseError::from)?;
    let created: Result<i32, sqlx::Error> = sqlx::query_scalar(
        "WITH existing AS (SELECT id FROM auth.organizations WHERE lower(name) = lower($4)),
              made AS (INSERT INTO auth.organizations (name)
                       SELECT $4 WHERE NOT EXISTS (SELECT FROM existing) RETURNING id),
              person AS (INSERT INTO auth.users (username, email, password, is_staff, is_superuser, organization_id)
                         SELECT $1, $2, $3, true, true, id FROM (TABLE existing UNION ALL TABLE made) o
                         RETURNING id, organization_id)
         INSERT INTO public.audit_logs (action, entity_type, entity_id, entity_label, organization_id, details)
         SELECT 'create', 'user', id, $1, organization_id, '{\"by\": \"command line\"}' FROM person
         RETURNING entity_id::int",
    )
    .bind(username)
    .bind(email)
    .bind(hash)
    .bind(organization)
    .fetch_one(&mut *tx)
    .await;
    created.map_err(
        |error| match error.as_database_error().and_then(|e| e.constraint()) {
            Some(_) => CommandError::Refused("this username or e-mail address is taken".to_owned()),
            None => DatabaseError::from(error).into(),
        },
    )?;
    tx.commit().await.map_err(DatabaseError::from)?;
    writeln!(
        std::io::stdout(),
        "{username} is a superuser of {organization}"
    )?;
    Ok(())
}
