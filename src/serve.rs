//! Serving: the listener, the database, the pool, and a clean end.

use std::{io::Write, time::Duration};

use app::server::{
    Console,
    database::{self, SERVER_ROLE, Wall},
    one_time_links::new_token,
};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::net::TcpListener;

use crate::{
    cli::CommandError,
    command_line::Scale,
    config::Config,
    connections::{self, Limits},
    database::{Database, DatabaseError, check_version, migrate, missing},
    rights, router, seed,
    stop::Stop,
    upkeep,
};

/// Requests in flight get this long to finish after the signal to stop. What is left of the time
/// there is belongs to the private PostgreSQL.
const GRACE: Duration = Duration::from_secs(5);
/// A connection says within this time what it asks for next.
const HEADERS: Duration = Duration::from_secs(15);

/// Serves until a signal says stop.
pub async fn run(config: &Config, demo: bool, stop: &Stop) -> Result<(), CommandError> {
    config.check_site()?;
    // Before the database: who cannot listen has no business with the PostgreSQL of who does.
    let address = config.options.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| CommandError::Listen { address, error })?;
    match serve(config, demo, listener, stop).await {
        Err(error) if error.is_interruption() => {
            tracing::info!("stopped before anything was served");
            Ok(())
        }
        served => served,
    }
}

async fn serve(
    config: &Config,
    demo: bool,
    listener: TcpListener,
    stop: &Stop,
) -> Result<(), CommandError> {
    let database = Database::reach(config, stop).await?;
    let served = match stop.unless_asked(prepare(config, &database, demo)).await {
        Ok(console) => answer(config, console, listener, stop).await,
        Err(error) => Err(error),
    };
    // Whatever went wrong above, a private PostgreSQL that nobody uses ends here.
    let left = database.leave(stop.deadline()).await;
    served?;
    Ok(left?)
}

/// Makes everything ready that a request needs.
async fn prepare(
    config: &Config,
    database: &Database,
    demo: bool,
) -> Result<Console, CommandError> {
    if database.is_private() {
        migrate(&database.url, database.server_password()).await?;
    }
    let has_rights = inspect(&database.server_url).await?;
    let pool = database::open(&database.server_url, config.options.database_connections)
        .await
        .map_err(DatabaseError::from)?;
    if has_rights {
        tracing::info!(
            role = SERVER_ROLE,
            "signed in with more rights than serving needs; every connection gives them up"
        );
    }
    let is_demo = demo && prepare_demo(database, has_rights, &pool).await?;
    upkeep::look_after_partitions(&pool)
        .await
        .map_err(DatabaseError::from)?;
    // Where nobody exists yet, whoever reads the log may become the first administrator.
    let token = nobody_exists(&pool).await?.then(new_token);
    Ok(Console::new(pool, config.settings(is_demo), token))
}

async fn answer(
    config: &Config,
    console: Console,
    listener: TcpListener,
    stop: &Stop,
) -> Result<(), CommandError> {
    say_hello(&console)?;
    let pool = console.pool.clone();
    let upkeep = tokio::spawn(upkeep::keep_up(pool.clone()));
    let limits = Limits {
        connections: config.options.connections as usize,
        headers: HEADERS,
        grace: GRACE,
    };
    let router = router::router(console, &config.options.site_root);
    connections::serve(listener, router, limits, stop.asked()).await;
    upkeep.abort();
    let _ = tokio::time::timeout(Duration::from_millis(500), pool.close()).await;
    Ok(())
}

/// Looks at the database before anything is served: new enough, up to date, and its walls not
/// beneath the server's role. Returns whether the URL signs in as somebody else than that role.
async fn inspect(url: &str) -> Result<bool, CommandError> {
    let mut connection = PgConnection::connect(url)
        .await
        .map_err(DatabaseError::from)?;
    check_version(&mut connection).await?;
    let behind = missing(&mut connection).await?;
    if behind > 0 {
        return Err(DatabaseError::Behind(behind).into());
    }
    rights::check(&mut connection).await?;
    let user: String = sqlx::query_scalar("SELECT current_user")
        .fetch_one(&mut connection)
        .await
        .map_err(DatabaseError::from)?;
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(user != SERVER_ROLE)
}

/// Loads the demo where nobody exists yet; whether its cast lives here.
async fn prepare_demo(
    database: &Database,
    has_rights: bool,
    pool: &PgPool,
) -> Result<bool, CommandError> {
    if nobody_exists(pool).await? {
        if !has_rights && !database.is_private() {
            return Err(CommandError::Refused(format!(
                "{SERVER_ROLE} cannot load the demo. Run `terrace seed-demo` with the owner's URL first"
            )));
        }
        seed::demo(&database.url, Scale::Normal).await?;
    }
    seed::has_cast(&database.url).await
}

async fn nobody_exists(pool: &PgPool) -> Result<bool, CommandError> {
    let mut tx = database::begin(pool, Wall::Every, true)
        .await
        .map_err(|error| CommandError::Refused(error.to_string()))?;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM auth.users)")
        .fetch_one(&mut *tx)
        .await
        .map_err(DatabaseError::from)?;
    Ok(!exists)
}

fn say_hello(console: &Console) -> Result<(), CommandError> {
    let address = &console.settings.public_url;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Terrace is at {address}")?;
    if let Some(token) = &console.set_up_token {
        writeln!(out, "Nobody exists yet. Create the first administrator at")?;
        writeln!(out, "  {address}/set-up?token={token}")?;
    }
    if console.settings.demo {
        writeln!(
            out,
            "Demo accounts, all with the password {}:",
            seed::DEMO_PASSWORD
        )?;
        for (username, words) in seed::DEMO_ACCOUNTS {
            writeln!(out, "  {username:<12} {words}")?;
        }
    }
    out.flush()?;
    Ok(())
}
