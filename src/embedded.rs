//! The private PostgreSQL: a cluster of its own under the data folder, reachable from this
//! machine only and by password only. PostgreSQL refuses to run as root, so where the console
//! does, the cluster belongs to an unprivileged user.

use std::{
    fs, io,
    net::TcpListener,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
};

use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use tokio::process::Command;

/// Superuser of the cluster and owner of everything in it.
const OWNER: &str = "terrace_owner";
const DATABASE: &str = "terrace";

/// Why the private PostgreSQL cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error(
        "no PostgreSQL with pgvector was found for the private database. bin/setup installs one; \
         or name its folder in TERRACE_POSTGRES_BIN, or a running server in TERRACE_DATABASE_URL"
    )]
    NoBinaries,
    #[error(
        "PostgreSQL may not run as root, and there is no user `postgres` or `nobody` to run it as"
    )]
    NoUser,
    #[error("{what} failed: {output}")]
    Command { what: &'static str, output: String },
    #[error("the private PostgreSQL at {path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("the private PostgreSQL does not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// A running private PostgreSQL.
#[derive(Debug)]
pub struct Embedded {
    binaries: PathBuf,
    cluster: PathBuf,
    user: Option<(u32, u32)>,
    /// Whether this process started it.
    pub started_here: bool,
    pub url: String,
}

impl Embedded {
    /// Starts the cluster of a data folder, made where there is none, or joins it where another
    /// process of ours has started it.
    pub async fn start(data_dir: &Path, binaries: Option<&Path>) -> Result<Self, EmbeddedError> {
        let binaries = find_binaries(binaries).ok_or(EmbeddedError::NoBinaries)?;
        let data_dir = absolute(data_dir)?;
        let user = if is_root(&data_dir)? {
            Some(unprivileged_user().ok_or(EmbeddedError::NoUser)?)
        } else {
            None
        };
        let cluster = cluster_folder(&data_dir, user);
        let secret = data_dir.join("postgres-password");
        let mut embedded = Self {
            binaries,
            cluster,
            user,
            started_here: false,
            url: String::new(),
        };
        if !embedded.cluster.join("PG_VERSION").exists() {
            embedded.initialise(&secret).await?;
        }
        let password = fs::read_to_string(&secret).map_err(|error| at(&secret, error))?;
        let port = if embedded.is_running().await? {
            embedded.running_port()?
        } else {
            embedded.started_here = true;
            embedded.launch().await?
        };
        let server = format!("postgres://{OWNER}:{}@127.0.0.1:{port}", password.trim());
        create_database(&server).await?;
        embedded.url = format!("{server}/{DATABASE}");
        Ok(embedded)
    }

    /// Stops the cluster: lets transactions end, refuses new ones.
    pub async fn stop(&self) -> Result<(), EmbeddedError> {
        let mut command = self.command("pg_ctl");
        command
            .args(["stop", "-m", "fast", "-w", "-t", "20", "-s", "-D"])
            .arg(&self.cluster);
        run(command, "stopping the private PostgreSQL").await
    }

    async fn initialise(&self, secret: &Path) -> Result<(), EmbeddedError> {
        let password = format!("{:032x}", rand::rng().random::<u128>());
        write_private(secret, &password)?;
        fs::create_dir_all(&self.cluster).map_err(|error| at(&self.cluster, error))?;
        fs::set_permissions(&self.cluster, fs::Permissions::from_mode(0o700))
            .map_err(|error| at(&self.cluster, error))?;
        // initdb reads the password from a file that its user may read, gone right after.
        let handed = self.cluster.with_extension("password");
        write_private(&handed, &password)?;
        if let Some((uid, gid)) = self.user {
            for path in [&self.cluster, &handed] {
                chown(path, Some(uid), Some(gid)).map_err(|error| at(path, error))?;
            }
        }
        let mut command = self.command("initdb");
        command
            .args([
                "--username",
                OWNER,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
            ])
            .args(["--locale", "C.UTF-8", "--no-instructions", "--pwfile"])
            .arg(&handed)
            .arg("--pgdata")
            .arg(&self.cluster);
        let made = run(command, "making the private PostgreSQL").await;
        fs::remove_file(&handed).map_err(|error| at(&handed, error))?;
        made
    }

    /// Starts the server on a free port of the loopback interface and returns it.
    async fn launch(&self) -> Result<u16, EmbeddedError> {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| at(&self.cluster, error))?
            .port();
        let log = self.cluster.join("server.log");
        let mut command = self.command("pg_ctl");
        command
            .args(["start", "-w", "-t", "60", "-s", "-D"])
            .arg(&self.cluster)
            .arg("-l")
            .arg(&log)
            .arg("-o")
            .arg(format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
                 -c shared_buffers=128MB -c max_connections=60 -c jit=off"
            ));
        run(command, "starting the private PostgreSQL")
            .await
            .map_err(|error| {
                let tail = fs::read_to_string(&log).unwrap_or_default();
                let last = tail.lines().rev().take(3).collect::<Vec<_>>().join(" | ");
                EmbeddedError::Command {
                    what: "starting the private PostgreSQL",
                    output: format!("{error}. Its log ends: {last}"),
                }
            })?;
        Ok(port)
    }

    async fn is_running(&self) -> Result<bool, EmbeddedError> {
        let mut command = self.command("pg_ctl");
        command.args(["status", "-D"]).arg(&self.cluster);
        let status = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .map_err(|error| at(&self.binaries, error))?;
        Ok(status.success())
    }

    /// The port of a running cluster: the fourth line of its postmaster.pid.
    fn running_port(&self) -> Result<u16, EmbeddedError> {
        let file = self.cluster.join("postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|error| at(&file, error))?;
        text.lines()
            .nth(3)
            .and_then(|line| line.trim().parse().ok())
            .ok_or_else(|| at(&file, io::Error::other("it names no port")))
    }

    /// A program of PostgreSQL, as the cluster's user, away from our terminal's Ctrl-C: the
    /// console stops the cluster itself, after the last request.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0)
            .env("LC_ALL", "C.UTF-8");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid).env("HOME", "/");
        }
        command
    }
}

async fn run(mut command: Command, what: &'static str) -> Result<(), EmbeddedError> {
    // The server inherits what its starter writes to: files, never a pipe that would stay open.
    let output = tempfile::tempfile().map_err(|error| EmbeddedError::Command {
        what,
        output: error.to_string(),
    })?;
    let (Ok(stdout), Ok(stderr)) = (output.try_clone(), output.try_clone()) else {
        return Err(EmbeddedError::Command {
            what,
            output: "no file to write to".to_owned(),
        });
    };
    let status = command
        .stdout(stdout)
        .stderr(stderr)
        .status()
        .await
        .map_err(|error| EmbeddedError::Command {
            what,
            output: error.to_string(),
        })?;
    if status.success() {
        return Ok(());
    }
    let mut output = output;
    let mut text = String::new();
    let _ = io::Seek::rewind(&mut output)
        .and_then(|()| io::Read::read_to_string(&mut output, &mut text));
    Err(EmbeddedError::Command {
        what,
        output: text.trim().replace('\n', " | "),
    })
}

async fn create_database(server: &str) -> Result<(), EmbeddedError> {
    let mut connection = PgConnection::connect(&format!("{server}/postgres")).await?;
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await?;
    if !exists {
        sqlx::query("CREATE DATABASE terrace")
            .execute(&mut connection)
            .await?;
    }
    connection.close().await?;
    Ok(())
}

/// Folders where PostgreSQL 15 and newer usually are, ours first.
fn find_binaries(given: Option<&Path>) -> Option<PathBuf> {
    let caches = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/terrace"));
    let system = (15..=19)
        .rev()
        .map(|v| PathBuf::from(format!("/usr/lib/postgresql/{v}/bin")));
    let candidates = match given {
        Some(given) => vec![given.to_owned()],
        None => [Some(PathBuf::from("/var/cache/terrace")), caches]
            .into_iter()
            .flatten()
            .map(|cache| cache.join("pg16/bin"))
            .chain(system)
            .collect(),
    };
    candidates
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && has_vector(folder))
}

/// Whether the PostgreSQL of a `bin` folder has the extension `vector`, in the layouts of a
/// self-contained folder and of Debian's packages.
fn has_vector(binaries: &Path) -> bool {
    let own = binaries.join("../share/postgresql/extension/vector.control");
    let plain = binaries.join("../share/extension/vector.control");
    let version = binaries
        .parent()
        .and_then(Path::file_name)
        .map(PathBuf::from);
    let debian = version.map(|v| {
        Path::new("/usr/share/postgresql")
            .join(v)
            .join("extension/vector.control")
    });
    own.exists() || plain.exists() || debian.is_some_and(|control| control.exists())
}

/// The folder's absolute path; made where it is missing.
fn absolute(folder: &Path) -> Result<PathBuf, EmbeddedError> {
    fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
    folder.canonicalize().map_err(|error| at(folder, error))
}

/// Whether this process is root: what it makes belongs to user 0.
fn is_root(data_dir: &Path) -> Result<bool, EmbeddedError> {
    let probe = tempfile::tempfile_in(data_dir).map_err(|error| at(data_dir, error))?;
    Ok(probe.metadata().map_err(|error| at(data_dir, error))?.uid() == 0)
}

/// User and group ids to run PostgreSQL as.
fn unprivileged_user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].into_iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

/// Inside the data folder, unless its user could not get there: a home of root is closed to
/// everyone else.
fn cluster_folder(data_dir: &Path, user: Option<(u32, u32)>) -> PathBuf {
    let Some((uid, _)) = user else {
        return data_dir.join("postgres");
    };
    let is_open = |folder: &Path| {
        fs::metadata(folder).is_ok_and(|meta| meta.mode() & 0o001 != 0 || meta.uid() == uid)
    };
    if data_dir.ancestors().all(is_open) {
        return data_dir.join("postgres");
    }
    let name = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let name: String = name[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Path::new("/var/lib/terrace").join(name).join("postgres")
}

fn write_private(path: &Path, text: &str) -> Result<(), EmbeddedError> {
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(|error| at(path, error))?;
    fs::write(path, text).map_err(|error| at(path, error))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|error| at(path, error))
}

fn at(path: &Path, error: io::Error) -> EmbeddedError {
    EmbeddedError::Io {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_cluster_where_its_user_can_reach_it() {
        let open = tempfile::tempdir_in("/tmp").unwrap();
        fs::set_permissions(open.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let closed = open.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let nobody = Some((65_534, 65_534));
        assert_eq!(
            cluster_folder(open.path(), nobody),
            open.path().join("postgres")
        );
        assert!(cluster_folder(&closed, nobody).starts_with("/var/lib/terrace"));
        assert_eq!(cluster_folder(&closed, None), closed.join("postgres"));
    }
}
