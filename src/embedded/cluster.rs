//! The cluster itself: made, started and stopped by PostgreSQL's own programs.

use std::{
    fs, io,
    net::TcpListener,
    os::unix::fs::{DirBuilderExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    process::{Child, Command},
    time::Instant,
};

use super::{EmbeddedError, at, write_private};
use crate::stop::{Interrupted, Stop};

/// What has begun is better finished than broken off, as long as that takes no longer.
const PATIENCE: Duration = Duration::from_secs(4);
/// What the last means of stopping gets of the time that is left.
const LAST_RESORT: Duration = Duration::from_secs(1);

/// A cluster and what it is run with.
#[derive(Debug)]
pub struct Cluster {
    pub binaries: PathBuf,
    pub folder: PathBuf,
    /// Whom it belongs to, where that is not ourselves.
    pub user: Option<(u32, u32)>,
}

impl Cluster {
    pub fn exists(&self) -> bool {
        self.folder.join("PG_VERSION").exists()
    }

    /// Makes it beside its place and puts it there as a whole: what was broken off is begun anew.
    pub async fn initialise(
        &self,
        owner: &str,
        password: &str,
        stop: &Stop,
    ) -> Result<(), EmbeddedError> {
        let new = self.folder.with_extension("new");
        make_folder(&new).map_err(|error| at(&new, error))?;
        // initdb reads the password from a file that its user may read, gone right after.
        let handed = self.folder.with_extension("password");
        write_private(&handed, password)?;
        if let Some((uid, gid)) = self.user {
            for path in [&new, &handed] {
                chown(path, Some(uid), Some(gid)).map_err(|error| at(path, error))?;
            }
        }
        let mut command = self.command("initdb");
        command
            .args(["--username", owner, "--auth", "scram-sha-256"])
            .args(["--encoding", "UTF8", "--locale", "C.UTF-8"])
            .args(["--no-instructions", "--pwfile"])
            .arg(&handed)
            .arg("--pgdata")
            .arg(&new);
        let made = run(
            command,
            "making the private PostgreSQL",
            out_of_patience(stop),
        )
        .await;
        fs::remove_file(&handed).map_err(|error| at(&handed, error))?;
        made?;
        fs::rename(&new, &self.folder).map_err(|error| at(&self.folder, error))
    }

    /// Starts the server on a free port of the loopback interface and returns it.
    pub async fn launch(&self, stop: &Stop) -> Result<u16, EmbeddedError> {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| at(&self.folder, error))?
            .port();
        let log = self.folder.join("server.log");
        let mut command = self.command("pg_ctl");
        command
            .args(["start", "-w", "-t", "60", "-s", "-D"])
            .arg(&self.folder)
            .arg("-l")
            .arg(&log)
            .arg("-o")
            .arg(format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
                 -c shared_buffers=128MB -c max_connections=60 -c jit=off"
            ));
        match run(
            command,
            "starting the private PostgreSQL",
            out_of_patience(stop),
        )
        .await
        {
            Err(EmbeddedError::Command { what, output }) => {
                let tail = fs::read_to_string(&log).unwrap_or_default();
                let last = tail.lines().rev().take(3).collect::<Vec<_>>().join(" | ");
                Err(EmbeddedError::Command {
                    what,
                    output: format!("{output}. Its log ends: {last}"),
                })
            }
            launched => launched.map(|()| port),
        }
    }

    /// Stops it: ends what its clients do and writes everything down. Where that takes too long,
    /// at once; the next start then reads its journal.
    pub async fn stop(&self, deadline: Instant) -> Result<(), EmbeddedError> {
        if !self.is_running().await? {
            return Ok(());
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let seconds = left.saturating_sub(LAST_RESORT).as_secs().max(1);
        match self.stop_by("fast", seconds).await {
            Ok(()) => Ok(()),
            Err(_) => self.stop_by("immediate", LAST_RESORT.as_secs()).await,
        }
    }

    async fn stop_by(&self, mode: &str, seconds: u64) -> Result<(), EmbeddedError> {
        let mut command = self.command("pg_ctl");
        command
            .args(["stop", "-w", "-s", "-m", mode, "-t", &seconds.to_string()])
            .arg("-D")
            .arg(&self.folder);
        let never = std::future::pending();
        run(command, "stopping the private PostgreSQL", never).await
    }

    async fn is_running(&self) -> Result<bool, EmbeddedError> {
        let mut command = self.command("pg_ctl");
        command.args(["status", "-D"]).arg(&self.folder);
        let status = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .map_err(|error| at(&self.binaries, error))?;
        Ok(status.success())
    }

    /// The port of a running cluster: the fourth line of its postmaster.pid.
    pub async fn running_port(&self) -> Result<Option<u16>, EmbeddedError> {
        if !self.is_running().await? {
            return Ok(None);
        }
        let file = self.folder.join("postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|error| at(&file, error))?;
        let mut lines = text.lines().map(str::trim);
        // Where the machine went down, the number may be that of any process by now.
        if lines.next().is_some_and(|id| self.is_somebody_else(id)) {
            fs::remove_file(&file).map_err(|error| at(&file, error))?;
            return Ok(None);
        }
        lines
            .nth(2)
            .and_then(|line| line.parse().ok())
            .map(Some)
            .ok_or_else(|| at(&file, io::Error::other("it names no port")))
    }

    /// Whether a process is certainly not this cluster's server, which is started with its folder.
    fn is_somebody_else(&self, id: &str) -> bool {
        let folder = self.folder.as_os_str().as_encoded_bytes();
        fs::read(Path::new("/proc").join(id).join("cmdline")).is_ok_and(|line| {
            !line.is_empty()
                && !line
                    .split(|byte| *byte == 0)
                    .any(|argument| argument == folder)
        })
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

/// An empty folder that nobody else may enter.
fn make_folder(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::DirBuilder::new().mode(0o700).create(folder)
}

async fn out_of_patience(stop: &Stop) {
    stop.asked().await;
    tokio::time::sleep(PATIENCE).await;
}

/// Kills a program with those it started itself: each of ours leads a group of its own.
async fn kill(child: &mut Child) -> io::Result<()> {
    let group = child.id().and_then(|id| id.try_into().ok());
    if let Some(group) = group.and_then(Pid::from_raw) {
        kill_process_group(group, Signal::KILL)?;
    }
    child.wait().await?;
    Ok(())
}

/// Runs a program to its end, or until it is given up.
async fn run(
    mut command: Command,
    what: &'static str,
    given_up: impl Future<Output = ()>,
) -> Result<(), EmbeddedError> {
    let failed = |error: io::Error| EmbeddedError::Command {
        what,
        output: error.to_string(),
    };
    // The server inherits what its starter writes to: files, never a pipe that would stay open.
    let mut output = tempfile::tempfile().map_err(failed)?;
    let mut child = command
        .stdout(output.try_clone().map_err(failed)?)
        .stderr(output.try_clone().map_err(failed)?)
        .spawn()
        .map_err(failed)?;
    let status = tokio::select! {
        status = child.wait() => status.map_err(failed)?,
        () = given_up => {
            kill(&mut child).await.map_err(failed)?;
            return Err(Interrupted.into());
        }
    };
    if status.success() {
        return Ok(());
    }
    let mut text = String::new();
    let _ = io::Seek::rewind(&mut output)
        .and_then(|()| io::Read::read_to_string(&mut output, &mut text));
    Err(EmbeddedError::Command {
        what,
        output: text.trim().replace('\n', " | "),
    })
}
