//! The commands.

use std::io::Write;

use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    check,
    config::{Config, ConfigError, Options},
    database::{self, DatabaseError},
    embedded::EmbeddedError,
    seed, serve,
};

/// The console of an AI middle platform.
#[derive(Debug, Parser)]
#[command(name = "terrace", version, about, disable_help_subcommand = true)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

/// What the program can do. Without a command it serves.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console. Without a database URL it starts a private PostgreSQL under the data
    /// folder and migrates it
    Serve {
        /// Load the demo into an empty database and name its accounts on the sign-in page
        #[arg(long, env = "TERRACE_DEMO")]
        demo: bool,
    },
    /// Bring the database's schema up to date, with the owner's URL, and create the server's role
    Migrate {
        /// Let the server's role sign in by itself, with this password
        #[arg(long, env = "TERRACE_SERVER_PASSWORD", hide_env_values = true)]
        server_password: Option<String>,
        /// File that holds that password
        #[arg(
            long,
            env = "TERRACE_SERVER_PASSWORD_FILE",
            conflicts_with = "server_password"
        )]
        server_password_file: Option<std::path::PathBuf>,
    },
    /// Create a superuser; the password is read from standard input
    CreateAdmin {
        #[arg(long)]
        username: String,
        #[arg(long)]
        email: String,
        /// Name of the organization, created where there is none of this name
        #[arg(long)]
        organization: String,
    },
    /// Load the demo: a believable bilingual company, the same every time
    SeedDemo {
        /// How much of it
        #[arg(long, value_enum, default_value_t = Scale::Normal)]
        scale: Scale,
    },
    /// Ask the console that runs at the configured address whether it is alive, ready and whole
    Check,
}

/// How much demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// A dozen people and what they work on
    Normal,
    /// Besides: 100,000 users, a million datasets, ten million audit rows, for measuring
    Large,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    #[error("cannot listen on {address}: {error}. TERRACE_ADDRESS takes another address and port")]
    Listen {
        address: std::net::SocketAddr,
        error: std::io::Error,
    },
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Does what the command line says.
pub async fn run(line: CommandLine) -> Result<(), CommandError> {
    let config = Config::read(line.options)?;
    match line.command.unwrap_or(Command::Serve { demo: false }) {
        Command::Serve { demo } => serve::run(&config, demo).await,
        Command::Migrate {
            server_password,
            server_password_file,
        } => {
            let password = match server_password_file {
                Some(file) => Some(std::fs::read_to_string(file)?.trim().to_owned()),
                None => server_password,
            };
            let database = database::Database::reach(&config).await?;
            let applied = database::migrate(&database.url, password.as_deref()).await?;
            writeln!(
                std::io::stdout(),
                "{applied} migration(s) applied; the schema is up to date"
            )?;
            Ok(database.leave().await?)
        }
        Command::CreateAdmin {
            username,
            email,
            organization,
        } => {
            let database = database::Database::reach(&config).await?;
            let result =
                seed::create_admin(&config, &database.url, &username, &email, &organization).await;
            database.leave().await?;
            result
        }
        Command::SeedDemo { scale } => {
            let database = database::Database::reach(&config).await?;
            database::migrate(&database.url, None).await?;
            let result = seed::demo(&database.url, scale).await;
            database.leave().await?;
            result
        }
        Command::Check => check::run(&config).await,
    }
}
