//! What each command does, and how a command ends.

use std::{io::Write, net::SocketAddr};

use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    check,
    command_line::{Command, CommandLine},
    config::{Config, ConfigError, LogFormat, read_secret},
    create_admin::{self, NewAdmin},
    database::{self, Database, DatabaseError},
    embedded::EmbeddedError,
    rights::RightsError,
    seed, serve,
    stop::{Interrupted, Stop},
};

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Rights(#[from] RightsError),
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    #[error("cannot listen on {address}: {error}. TERRACE_ADDRESS takes another address and port")]
    Listen {
        address: SocketAddr,
        error: std::io::Error,
    },
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl CommandError {
    /// Whether nothing went wrong but that the program was told to stop.
    pub fn is_interruption(&self) -> bool {
        matches!(
            self,
            Self::Interrupted(_) | Self::Embedded(EmbeddedError::Interrupted(_))
        )
    }
}

/// Does what the command line says.
pub async fn run(line: CommandLine) -> Result<(), CommandError> {
    let stop = Stop::catch()?;
    let (command, options) = line.split();
    let config = Config::read(options)?;
    start_log(&config);
    match command {
        Command::Serve { demo } => serve::run(&config, demo, &stop).await,
        Command::Migrate {
            server_password,
            server_password_file,
        } => {
            let password = match server_password_file {
                Some(file) => Some(read_secret("TERRACE_SERVER_PASSWORD_FILE", &file)?),
                None => server_password,
            };
            if password.as_deref() == Some("") {
                return Err(ConfigError {
                    name: "TERRACE_SERVER_PASSWORD",
                    value: "empty".to_owned(),
                    allowed: "it takes a password of at least one character".to_owned(),
                }
                .into());
            }
            with_database(&config, &stop, async |database| {
                let applied = database::migrate(&database.url, password.as_deref()).await?;
                writeln!(
                    std::io::stdout(),
                    "{applied} migration(s) applied; the schema is up to date"
                )?;
                Ok(())
            })
            .await
        }
        Command::CreateAdmin {
            username,
            email,
            organization,
        } => {
            let password = stop.unless_asked(create_admin::read_password()).await?;
            let admin = NewAdmin::new(&username, &email, &organization, password)?;
            with_database(&config, &stop, async |database| {
                create_admin::create(&config, &database.url, admin).await
            })
            .await
        }
        Command::SeedDemo { scale } => {
            with_database(&config, &stop, async |database| {
                database::migrate(&database.url, None).await?;
                seed::demo(&database.url, scale).await
            })
            .await
        }
        Command::Check => stop.unless_asked(check::run(&config)).await,
    }
}

fn start_log(config: &Config) {
    let registry = tracing_subscriber::registry().with(EnvFilter::new(&config.options.log));
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second start within one process, as tests do it, keeps the first log.
    let _ = match config.options.log_format {
        LogFormat::Text => registry.with(layer.compact()).try_init(),
        LogFormat::Json => registry.with(layer.json()).try_init(),
    };
}

/// Works on the database until the work is done or the program told to stop. Whichever way it
/// ends, a private PostgreSQL that nobody else uses ends with it.
async fn with_database<T>(
    config: &Config,
    stop: &Stop,
    work: impl AsyncFnOnce(&Database) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let database = Database::reach(config, stop).await?;
    let done = stop.unless_asked(work(&database)).await;
    let left = database.leave(stop.deadline()).await;
    let value = done?;
    left?;
    Ok(value)
}
