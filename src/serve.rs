//! Serving: the database, the pool, the listener, and a clean end.

use std::{future::IntoFuture, io::Write, net::SocketAddr, time::Duration};

use app::server::{
    Console,
    database::{self, SERVER_ROLE, Wall},
    one_time_links::new_token,
};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    cli::{CommandError, Scale},
    config::{Config, LogFormat},
    database::{Database, DatabaseError, migrate, missing},
    router, seed,
};

/// Requests in flight get this long to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(8);
/// How often next months' audit partitions are looked after.
const UPKEEP: Duration = Duration::from_hours(6);

/// Serves until a signal says stop.
pub async fn run(config: &Config, demo: bool) -> Result<(), CommandError> {
    start_log(config);
    let database = Database::reach(config).await?;
    let served = serve(config, &database, demo).await;
    // Whatever went wrong above, the private PostgreSQL does not outlive the console.
    let stopped = database.stop().await;
    served?;
    Ok(stopped?)
}

async fn serve(config: &Config, database: &Database, demo: bool) -> Result<(), CommandError> {
    if database.is_private() {
        migrate(&database.url, None).await?;
    }
    let is_owner = inspect(&database.url).await?;
    let pool = database::open(&database.url, config.options.database_connections)
        .await
        .map_err(DatabaseError::from)?;
    if is_owner {
        tracing::info!(
            role = SERVER_ROLE,
            "signed in with more rights than serving needs; every connection gives them up"
        );
    }
    let is_demo = demo && prepare_demo(config, database, &pool).await?;
    look_after_partitions(&pool)
        .await
        .map_err(DatabaseError::from)?;
    let token = set_up_token(&pool).await?;
    let console = Console::new(pool.clone(), config.settings(is_demo), token.clone());

    let address = config.options.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| CommandError::Listen { address, error })?;
    say_hello(config, token.as_deref(), is_demo)?;
    let (stop, stopping) = watch::channel(false);
    let upkeep = tokio::spawn(keep_up(pool.clone(), stopping.clone()));
    let service = router::router(console, &config.options.site_root)
        .into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        let mut stopping = stopping;
        let _ = stopping.wait_for(|stop| *stop).await;
    });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut server => ended.map_err(std::io::Error::other)??,
        () = asked_to_stop() => {
            tracing::info!("stopping");
            let _ = stop.send(true);
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                tracing::warn!("some requests did not finish in time");
                server.abort();
            }
        }
    }
    upkeep.abort();
    let _ = tokio::time::timeout(Duration::from_secs(1), pool.close()).await;
    Ok(())
}

fn start_log(config: &Config) {
    let filter = EnvFilter::new(&config.options.log);
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second start within one process, as tests do it, keeps the first log.
    let _ = match config.options.log_format {
        LogFormat::Text => registry.with(layer.compact()).try_init(),
        LogFormat::Json => registry.with(layer.json()).try_init(),
    };
}

/// Looks at the database before anything is served: up to date, and with which rights.
async fn inspect(url: &str) -> Result<bool, DatabaseError> {
    let mut connection = PgConnection::connect(url).await?;
    let behind = missing(&mut connection).await?;
    if behind > 0 {
        return Err(DatabaseError::Behind(behind));
    }
    let user: String = sqlx::query_scalar("SELECT current_user")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(user != SERVER_ROLE)
}

async fn prepare_demo(
    config: &Config,
    database: &Database,
    pool: &PgPool,
) -> Result<bool, CommandError> {
    if nobody_exists(pool).await? {
        seed::demo(&database.url, Scale::Normal).await?;
    }
    let _ = config;
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

/// Where nobody exists yet, whoever reads the log may become the first administrator.
async fn set_up_token(pool: &PgPool) -> Result<Option<String>, CommandError> {
    Ok(nobody_exists(pool).await?.then(new_token))
}

fn say_hello(config: &Config, token: Option<&str>, is_demo: bool) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Terrace is at {}", config.public_url)?;
    if let Some(token) = token {
        writeln!(out, "Nobody exists yet. Create the first administrator at")?;
        writeln!(out, "  {}/set-up?token={token}", config.public_url)?;
    }
    if is_demo {
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

async fn asked_to_stop() {
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

async fn look_after_partitions(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT public.ensure_audit_partitions(1, 12)")
        .execute(pool)
        .await?;
    Ok(())
}

/// Keeps next months' partitions ready and sweeps what has expired, until told to stop.
async fn keep_up(pool: PgPool, mut stopping: watch::Receiver<bool>) {
    loop {
        let swept = sqlx::query("DELETE FROM auth.sessions WHERE expires_at < now()")
            .execute(&pool)
            .await;
        if let Err(error) = swept {
            tracing::warn!(%error, "expired sessions could not be swept");
        }
        tokio::select! {
            () = tokio::time::sleep(UPKEEP) => {}
            _ = stopping.changed() => return,
        }
        if let Err(error) = look_after_partitions(&pool).await {
            tracing::error!(%error, "next months' audit partitions could not be made");
        }
    }
}
