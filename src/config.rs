//! Every setting: its flag, its `TERRACE_*` variable, its default. A wrong one is refused at the
//! start by its name and value; secrets are never repeated.

mod values;

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use app::server::Settings;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use sqlx::postgres::PgConnectOptions;

use self::values::{address, masked, network, number};
pub use self::values::{read_secret, yes_or_no};

/// The settings as the command line and the environment give them.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Options {
    /// PostgreSQL 15 or newer with pgvector; without it a private one is started
    #[arg(
        long,
        global = true,
        env = "TERRACE_DATABASE_URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// File that holds the database URL
    #[arg(
        long,
        global = true,
        env = "TERRACE_DATABASE_URL_FILE",
        conflicts_with = "database_url"
    )]
    pub database_url_file: Option<PathBuf>,
    /// Most connections to PostgreSQL
    #[arg(long, global = true, env = "TERRACE_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = number::<u32>(2, 500))]
    pub database_connections: u32,
    /// Where state lives, such as the private PostgreSQL
    #[arg(long, global = true, env = "TERRACE_DATA_DIR", default_value = ".data")]
    pub data_dir: PathBuf,
    /// Folder of the programs initdb, postgres and the rest for the private PostgreSQL, with pgvector beside them;
    /// looked for where they usually are
    #[arg(long, global = true, env = "TERRACE_POSTGRES_BIN")]
    pub postgres_bin: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(
        long,
        global = true,
        env = "TERRACE_ADDRESS",
        default_value = "127.0.0.1:3000",
        value_parser = address
    )]
    pub address: SocketAddr,
    /// Most connections of browsers and proxies at a time; more wait to be accepted
    #[arg(long, global = true, env = "TERRACE_CONNECTIONS", default_value_t = 512, value_parser = number::<u32>(8, 65_536))]
    pub connections: u32,
    /// How people reach the console: scheme, host, port. https makes cookies secure
    /// [default: http:// and the address]
    #[arg(long, global = true, env = "TERRACE_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Folder of the built site files, with pkg/ in it
    #[arg(
        long,
        global = true,
        env = "TERRACE_SITE_ROOT",
        default_value = "target/site"
    )]
    pub site_root: PathBuf,
    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8
    #[arg(
        long,
        global = true,
        env = "TERRACE_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_parser = network
    )]
    pub trusted_proxies: Vec<IpNet>,
    /// Argon2id: memory of a password hash in KiB
    #[arg(long, global = true, env = "TERRACE_ARGON2_MEMORY", default_value_t = 19_456, value_parser = number::<u32>(8, 1_048_576))]
    pub argon2_memory: u32,
    /// Argon2id: passes over that memory
    #[arg(long, global = true, env = "TERRACE_ARGON2_PASSES", default_value_t = 2, value_parser = number::<u32>(1, 64))]
    pub argon2_passes: u32,
    /// Argon2id: lanes
    #[arg(long, global = true, env = "TERRACE_ARGON2_LANES", default_value_t = 1, value_parser = number::<u32>(1, 16))]
    pub argon2_lanes: u32,
    /// Seconds without a request after which a session ends
    #[arg(long, global = true, env = "TERRACE_SESSION_SECONDS", default_value_t = 86_400, value_parser = number::<u64>(1, 31_536_000))]
    pub session_seconds: u64,
    /// Hours for which an invitation or a password reset link works
    #[arg(long, global = true, env = "TERRACE_LINK_HOURS", default_value_t = 72, value_parser = number::<u64>(1, 720))]
    pub link_hours: u64,
    /// What is logged: a level, or levels by module
    #[arg(long, global = true, env = "TERRACE_LOG", default_value = "info")]
    pub log: String,
    /// How it is logged
    #[arg(long, global = true, env = "TERRACE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Show what only developers need, such as /kit
    #[arg(long, global = true, env = "TERRACE_DEVELOPMENT", value_parser = yes_or_no)]
    pub development: bool,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name} is {value}: {allowed}")]
pub struct ConfigError {
    pub name: &'static str,
    pub value: String,
    pub allowed: String,
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub options: Options,
    pub database_url: Option<String>,
    pub public_url: String,
}

impl Config {
    /// Checks what the command line's own parser cannot.
    pub fn read(options: Options) -> Result<Self, ConfigError> {
        let database_url = match &options.database_url_file {
            None => options.database_url.clone(),
            Some(file) => Some(read_secret("TERRACE_DATABASE_URL_FILE", file)?),
        };
        if let Some(url) = &database_url {
            check_database_url(url)?;
        }
        let public_url = options
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", options.address));
        check_public_url(&public_url)?;
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&options.log) {
            return Err(ConfigError {
                name: "TERRACE_LOG",
                value: options.log,
                allowed: format!(
                    "it takes error, warn, info, debug, trace or levels by module ({error})"
                ),
            });
        }
        // RFC 9106, section 3.1: memory is at least eight blocks of 1 KiB a lane.
        if options.argon2_memory < 8 * options.argon2_lanes {
            return Err(ConfigError {
                name: "TERRACE_ARGON2_MEMORY",
                value: options.argon2_memory.to_string(),
                allowed: format!(
                    "it takes 8 or more for each of the {} lanes",
                    options.argon2_lanes
                ),
            });
        }
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Self {
            options,
            database_url,
            public_url,
        })
    }

    /// Whether the files that pages are made of are where they should be: for whoever serves.
    pub fn check_site(&self) -> Result<(), ConfigError> {
        let root = &self.options.site_root;
        if root.join("pkg").is_dir() {
            return Ok(());
        }
        Err(ConfigError {
            name: "TERRACE_SITE_ROOT",
            value: root.display().to_string(),
            allowed:
                "it takes the folder of the built site files, with pkg/ in it; bin/build makes \
                      target/dist/site"
                    .to_owned(),
        })
    }

    /// What requests need of it.
    pub fn settings(&self, demo: bool) -> Settings {
        let options = &self.options;
        Settings {
            public_url: self.public_url.clone(),
            trusted_proxies: options.trusted_proxies.clone(),
            argon2: (
                options.argon2_memory,
                options.argon2_passes,
                options.argon2_lanes,
            ),
            session_lifetime: Duration::from_secs(options.session_seconds),
            link_lifetime: Duration::from_hours(options.link_hours),
            development: options.development,
            demo,
        }
    }
}

fn check_database_url(url: &str) -> Result<(), ConfigError> {
    let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    if is_postgres && PgConnectOptions::from_str(url).is_ok() {
        return Ok(());
    }
    Err(ConfigError {
        name: "TERRACE_DATABASE_URL",
        value: masked(url),
        allowed: "it takes postgres://user:password@host:port/database".to_owned(),
    })
}

fn check_public_url(url: &str) -> Result<(), ConfigError> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_origin = rest.is_some_and(|rest| {
        let host = rest.strip_suffix('/').unwrap_or(rest);
        !host.is_empty() && !host.contains(['/', '?', '#', '@', ' '])
    });
    if is_origin {
        return Ok(());
    }
    Err(ConfigError {
        name: "TERRACE_PUBLIC_URL",
        value: masked(url),
        allowed: "it takes http:// or https://, a host and a port, and no path".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::command_line;

    fn read(arguments: &[&str]) -> Result<Config, String> {
        let arguments = [&["terrace"], arguments].concat();
        let line = command_line::read(arguments.into_iter().map(OsString::from))
            .map_err(|error| error.to_string())?;
        Config::read(line.split().1).map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_value_and_what_is_allowed() {
        for (arguments, words) in [
            (
                &["--public-url", "https://host/path"][..],
                "TERRACE_PUBLIC_URL is https://host/path: it takes",
            ),
            (
                &["--argon2-lanes", "4", "--argon2-memory", "16"],
                "TERRACE_ARGON2_MEMORY is 16: it takes 8 or more for each of the 4 lanes",
            ),
            (
                &["--database-url-file", "/no/such/file"],
                "TERRACE_DATABASE_URL_FILE is /no/such/file: it takes a file that can be read",
            ),
            (&["--log", "loud=="], "TERRACE_LOG is loud==: it takes"),
        ] {
            let error = read(arguments).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn who_serves_needs_the_files_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_str().unwrap();
        let config = read(&["--site-root", root]).unwrap();
        let error = config.check_site().unwrap_err().to_string();
        assert!(
            error.contains(&format!("TERRACE_SITE_ROOT is {root}: it takes")),
            "{error}"
        );
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        assert_eq!(config.check_site(), Ok(()));
    }

    #[test]
    fn a_secret_is_never_repeated() {
        for (url, shown) in [
            ("mysql://root:hunter2@db/x", "is mysql://***@db/x: "),
            (
                "mysql://db/x?user=root&password=hunter2",
                "is mysql://db/x?***: ",
            ),
            ("mysql://db/x?password=a@hunter2", "is mysql://***: "),
            ("mysql://root:hun?ter2@db/x", "is mysql://***: "),
            ("host=db password=hunter2", "is ***: "),
            ("nonsense", "is nonsense: "),
        ] {
            let error = read(&["--database-url", url]).unwrap_err();
            assert!(
                error.contains(shown) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_public_url_follows_the_address() {
        let config = read(&["--address", "127.0.0.1:4000"]).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:4000");
        assert!(!config.settings(false).is_https());
    }
}
