//! Filling an empty console: the demo company, and the large scale for measuring.

use std::io::Write;

use sqlx::{Connection, PgConnection};

use crate::{
    cli::CommandError,
    command_line::Scale,
    database::{DatabaseError, connect_over_walls},
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
    let mut connection = connect_over_walls(url).await?;
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
    let mut connection = connect_over_walls(url).await?;
    let known = knows_the_cast(&mut connection).await?;
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(known)
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
