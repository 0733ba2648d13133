//! The private PostgreSQL: a cluster of its own under the data folder, reachable from this
//! machine only and by password only. PostgreSQL refuses to run as root, so where the console
//! does, the cluster belongs to an unprivileged user. Several processes of ours may use it at the
//! same time; the last to leave stops it.

mod binaries;
mod cluster;
mod lock;

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use app::server::database::SERVER_ROLE;
use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use self::{cluster::Cluster, lock::Hold};
use crate::{
    config::ConfigError,
    stop::{Interrupted, Stop},
};

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
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{what} failed: {output}")]
    Command { what: &'static str, output: String },
    #[error("the private PostgreSQL at {path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("the private PostgreSQL does not answer: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// A running private PostgreSQL.
#[derive(Debug)]
pub struct Embedded {
    data_dir: PathBuf,
    cluster: Cluster,
    hold: Hold,
    access: Access,
}

/// How to get in.
#[derive(Debug)]
struct Access {
    port: u16,
    owner_password: String,
    server_password: String,
}

impl Embedded {
    /// Starts the cluster of a data folder, made where there is none, or joins it where another
    /// process of ours has started it. Where that fails, or the program is told to stop, nothing
    /// is left running that nobody uses.
    pub async fn start(
        data_dir: &Path,
        binaries: Option<&Path>,
        stop: &Stop,
    ) -> Result<Self, EmbeddedError> {
        let binaries = binaries::find(binaries)?;
        let data_dir = absolute(data_dir)?;
        let user = if is_root(&data_dir)? {
            Some(unprivileged_user().ok_or(EmbeddedError::NoUser)?)
        } else {
            None
        };
        let cluster = Cluster {
            binaries,
            folder: cluster_folder(&data_dir, user),
            user,
        };
        let turn = stop.unless_asked(lock::turn(&data_dir)).await?;
        let hold = Hold::take(&data_dir)?;
        let access = match enter(&data_dir, &cluster, stop).await {
            Ok(access) => access,
            Err(error) => {
                if hold.let_go()?
                    && let Err(error) = cluster.stop(stop.deadline()).await
                {
                    tracing::error!(%error, "the private PostgreSQL is left running");
                }
                return Err(error);
            }
        };
        drop(turn);
        Ok(Self {
            data_dir,
            cluster,
            hold,
            access,
        })
    }

    /// Stops the cluster, unless another process of ours uses it still.
    pub async fn leave(self, deadline: Instant) -> Result<(), EmbeddedError> {
        // Whoever has the turn for longer is about to use the cluster, and will stop it.
        let Ok(turn) = tokio::time::timeout_at(deadline, lock::turn(&self.data_dir)).await else {
            return Ok(());
        };
        let _turn = turn?;
        if self.hold.let_go()? {
            self.cluster.stop(deadline).await?;
        }
        Ok(())
    }

    /// To work on the database as its owner.
    pub fn url_of_owner(&self) -> String {
        self.access
            .url(OWNER, &self.access.owner_password, DATABASE)
    }

    /// To serve, once the role has the password.
    pub fn url_of_server(&self) -> String {
        self.access
            .url(SERVER_ROLE, &self.access.server_password, DATABASE)
    }

    /// The password that the server's role is to have.
    pub fn server_password(&self) -> &str {
        &self.access.server_password
    }
}

impl Access {
    fn url(&self, role: &str, password: &str, database: &str) -> String {
        let port = self.port;
        format!("postgres://{role}:{password}@127.0.0.1:{port}/{database}")
    }
}

/// Sees to it that the cluster is there, runs, and has our database.
async fn enter(data_dir: &Path, cluster: &Cluster, stop: &Stop) -> Result<Access, EmbeddedError> {
    let owner_secret = data_dir.join("postgres-password");
    if !cluster.exists() {
        let password = new_password();
        write_private(&owner_secret, &password)?;
        cluster.initialise(OWNER, &password, stop).await?;
    }
    let server_secret = data_dir.join("postgres-server-password");
    if !server_secret.exists() {
        write_private(&server_secret, &new_password())?;
    }
    let (owner_password, server_password) = (read(&owner_secret)?, read(&server_secret)?);
    let port = stop.unless_asked(cluster.running_port()).await?;
    let port = match port {
        Some(port) => port,
        None => cluster.launch(stop).await?,
    };
    let access = Access {
        port,
        owner_password,
        server_password,
    };
    let url = access.url(OWNER, &access.owner_password, "postgres");
    stop.unless_asked(create_database(&url)).await?;
    Ok(access)
}

async fn create_database(url: &str) -> Result<(), EmbeddedError> {
    let mut connection = PgConnection::connect(url).await?;
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

/// The folder's absolute path; made where it is missing.
fn absolute(folder: &Path) -> Result<PathBuf, EmbeddedError> {
    fs::create_dir_all(folder)
        .and_then(|()| folder.canonicalize())
        .map_err(|error| unusable(folder, &error))
}

/// Whether this process is root: what it makes belongs to user 0.
fn is_root(data_dir: &Path) -> Result<bool, EmbeddedError> {
    let probe = tempfile::tempfile_in(data_dir).map_err(|error| unusable(data_dir, &error))?;
    Ok(probe.metadata().map_err(|error| at(data_dir, error))?.uid() == 0)
}

fn unusable(data_dir: &Path, error: &io::Error) -> EmbeddedError {
    EmbeddedError::Config(ConfigError {
        name: "TERRACE_DATA_DIR",
        value: data_dir.display().to_string(),
        allowed: format!("it takes a folder that can be written to ({error})"),
    })
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
    let mut first = [0; 8];
    first.copy_from_slice(&name[..8]);
    let name = format!("{:016x}", u64::from_be_bytes(first));
    Path::new("/var/lib/terrace").join(name).join("postgres")
}

fn new_password() -> String {
    format!("{:032x}", rand::rng().random::<u128>())
}

/// Writes a file that nobody else may read, not even for the moment of its making.
fn write_private(path: &Path, text: &str) -> Result<(), EmbeddedError> {
    let write = || {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| at(path, error))
}

fn read(path: &Path) -> Result<String, EmbeddedError> {
    let text = fs::read_to_string(path).map_err(|error| at(path, error))?;
    Ok(text.trim().to_owned())
}

fn at(path: &Path, error: io::Error) -> EmbeddedError {
    EmbeddedError::Io {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

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

    #[test]
    fn a_secret_replaces_what_lay_there_and_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "a longer text, open to all").unwrap();
        write_private(&path, "s3cret").unwrap();
        assert_eq!(read(&path).unwrap(), "s3cret");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }
}
