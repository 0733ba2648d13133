//! Filling an empty console: the demo company, and the large scale for measuring.

use std::{io::Write, slice, sync::Mutex, time::Instant};

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
        load_large(url, &mut connection).await?;
    }
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(())
}

/// A part of the large script.
struct Part {
    kind: PartKind,
    name: &'static str,
    statements: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    /// Every session begins with it.
    Session,
    /// Runs when all before it is done, and all after it waits.
    Step,
    /// Runs beside its neighbours of this kind.
    Beside,
}

/// The parts that begin with `--# kind: name`.
fn parts_of(script: &'static str) -> Vec<Part> {
    let part = |part: &'static str| {
        let (head, statements) = part.split_once('\n')?;
        let (kind, name) = head.split_once(": ")?;
        let kind = match kind {
            "session" => PartKind::Session,
            "step" => PartKind::Step,
            "beside" => PartKind::Beside,
            _ => return None,
        };
        Some(Part {
            kind,
            name,
            statements,
        })
    };
    script.split("--# ").filter_map(part).collect()
}

/// Runs the large script in two sessions: ten million rows fit no transaction, and take one
/// session longer than anybody waits.
async fn load_large(url: &str, connection: &mut PgConnection) -> Result<(), CommandError> {
    let (sessions, work): (Vec<Part>, Vec<Part>) = parts_of(LARGE)
        .into_iter()
        .partition(|part| part.kind == PartKind::Session);
    // What is made is counted back from one hour, in both.
    let until: String = sqlx::query_scalar("SELECT date_trunc('hour', now())::text")
        .fetch_one(connection)
        .await
        .map_err(DatabaseError::from)?;
    let mut first = begin_session(url, &sessions, &until).await?;
    let mut second = begin_session(url, &sessions, &until).await?;
    let are_beside = |a: &Part, b: &Part| a.kind == PartKind::Beside && b.kind == PartKind::Beside;
    for parts in work.chunk_by(are_beside) {
        let waiting = Mutex::new(parts.iter());
        tokio::try_join!(run(&mut first, &waiting), run(&mut second, &waiting))?;
    }
    for session in [first, second] {
        session.close().await.map_err(DatabaseError::from)?;
    }
    Ok(())
}
async fn begin_session(
    url: &str,
    parts: &[Part],
    until: &str,
) -> Result<PgConnection, DatabaseError> {
    let mut session = connect_over_walls(url).await?;
    sqlx::query("SELECT set_config('seed.until', $1, false)")
        .bind(until)
        .execute(&mut session)
        .await?;
    for part in parts {
        sqlx::raw_sql(part.statements).execute(&mut session).await?;
    }
    Ok(session)
}

/// Runs one waiting part after the other, each on its own.
async fn run(
    session: &mut PgConnection,
    waiting: &Mutex<slice::Iter<'_, Part>>,
) -> Result<(), CommandError> {
    let next = || waiting.lock().ok()?.next();
    while let Some(part) = next() {
        let began = Instant::now();
        sqlx::raw_sql(part.statements)
            .execute(&mut *session)
            .await
            .map_err(DatabaseError::from)?;
        let seconds = began.elapsed().as_secs_f64();
        writeln!(std::io::stdout(), "{seconds:>7.1} s  {}", part.name)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_large_script_is_run() {
        let parts = parts_of(LARGE);
        assert_eq!(parts.len(), LARGE.matches("--# ").count());
        assert!(parts.iter().any(|part| part.kind == PartKind::Beside));
    }
}
