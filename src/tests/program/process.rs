//! Processes of the program under test, each test's in a folder of its own that the unprivileged
//! user of PostgreSQL can reach.

use std::{
    fs::{self, File, Permissions},
    net::{SocketAddr, TcpListener},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

/// Longer than any start takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// What container engines grant between SIGTERM and SIGKILL.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);

/// A folder with everything of one console.
pub struct Home {
    folder: TempDir,
}

/// The server process of a private PostgreSQL.
pub struct Postmaster {
    pub id: u32,
    pub port: u16,
}

/// How a command ended and all it said.
pub struct Done {
    pub is_success: bool,
    pub text: String,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(folder.path().join("site/pkg")).unwrap();
        Self { folder }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// All that the servers of this home said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Makes the files that a page names.
    pub fn build_site(&self, page: &str) {
        for name in page
            .split('"')
            .filter_map(|text| text.strip_prefix("/pkg/"))
        {
            let path = self.folder.path().join("site/pkg").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let binaries = std::env::var("TERRACE_POSTGRES_BIN").expect("bin/cargo names PostgreSQL");
        let mut command = Command::new(env!("CARGO_BIN_EXE_terrace"));
        command
            .args(arguments)
            .env_clear()
            .env("TERRACE_DATA_DIR", self.data())
            .env("TERRACE_POSTGRES_BIN", binaries)
            .env("TERRACE_SITE_ROOT", self.folder.path().join("site"))
            .env("TERRACE_ADDRESS", free_address().to_string())
            .envs(environment.iter().copied())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Done {
        let mut child = self
            .command(arguments, environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // One that refuses what it was told before it reads has closed this.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = timeout(PATIENCE, child.wait_with_output())
            .await
            .expect("it ends")
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        Done {
            is_success: output.status.success(),
            text: String::from_utf8(text).unwrap(),
        }
    }

    /// Starts a command that runs until it is told to stop.
    pub async fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let address = free_address();
        let child = self
            .command(arguments, environment)
            .env("TERRACE_ADDRESS", address.to_string())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Server {
            address,
            child,
            told_to_stop: None,
        }
    }

    pub fn postmaster(&self) -> Option<Postmaster> {
        let text = fs::read_to_string(self.data().join("postgres/postmaster.pid")).ok()?;
        let lines: Vec<&str> = text.lines().collect();
        Some(Postmaster {
            id: lines.first()?.parse().ok()?,
            port: lines.get(3)?.trim().parse().ok()?,
        })
    }

    pub fn owner_url(&self, database: &str) -> String {
        let password = fs::read_to_string(self.data().join("postgres-password")).unwrap();
        let port = self.postmaster().unwrap().port;
        format!("postgres://terrace_owner:{password}@127.0.0.1:{port}/{database}")
    }

    /// Nothing of PostgreSQL runs in this home any more. What was killed may need a moment to die.
    pub async fn has_no_postgres(&self) {
        let mut found = self.postgres_processes();
        for _ in 0..20 {
            if found.is_empty() {
                return;
            }
            sleep(Duration::from_millis(50)).await;
            found = self.postgres_processes();
        }
        panic!("still running: {found:?}");
    }

    fn postgres_processes(&self) -> Vec<String> {
        let folder = self.folder.path().to_str().unwrap();
        let mut found = Vec::new();
        for process in fs::read_dir("/proc").unwrap().flatten() {
            let read = |name: &str| {
                let bytes = fs::read(process.path().join(name)).unwrap_or_default();
                String::from_utf8_lossy(&bytes).into_owned()
            };
            let name = read("comm");
            let place = fs::read_link(process.path().join("cwd")).unwrap_or_default();
            let is_ours = place.starts_with(folder)
                || read("cmdline").contains(folder)
                || read("environ").contains(folder);
            if is_ours && ["postgres", "initdb", "pg_ctl"].contains(&name.trim()) {
                found.push(read("cmdline").replace('\0', " "));
            }
        }
        found
    }

    /// Writes the number of some other process of PostgreSQL's user where that of the server was.
    pub async fn leave_a_stale_pid(&self) -> Child {
        let cluster = self.data().join("postgres");
        let owner = fs::metadata(&cluster).unwrap();
        let stranger = Command::new("sleep")
            .arg("60")
            .uid(owner.uid())
            .gid(owner.gid())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let file = cluster.join("postmaster.pid");
        let text = format!(
            "{}\n{}\n1700000000\n1\n\n127.0.0.1\n\nready   \n",
            stranger.id().unwrap(),
            cluster.display()
        );
        fs::write(&file, text).unwrap();
        chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        stranger
    }
}

impl Drop for Home {
    /// A test that failed leaves its PostgreSQL running.
    fn drop(&mut self) {
        if let Some(postmaster) = self.postmaster() {
            send_signal("QUIT", postmaster.id);
            let begun = Instant::now();
            while self.postmaster().is_some() && begun.elapsed() < STOPPED_WITHIN {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// A process that was started, and killed where the test forgets it.
pub struct Server {
    pub address: SocketAddr,
    child: Child,
    told_to_stop: Option<Instant>,
}

impl Server {
    /// Waits until it can do its work.
    pub async fn is_ready(&mut self) {
        let begun = Instant::now();
        loop {
            if let Some(answer) = self.try_get("/readyz").await
                && answer.starts_with("HTTP/1.1 200")
            {
                return;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("it ended with {status}");
            }
            assert!(begun.elapsed() < PATIENCE, "it does not get ready");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// An answer with its head, or nothing where nobody listens.
    pub async fn try_get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    pub async fn get(&self, path: &str) -> String {
        self.try_get(path).await.expect("it answers")
    }

    /// Sends the beginning of a request.
    pub async fn send(&self, beginning: &str) -> InFlight {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        InFlight { stream }
    }

    pub fn signal(&mut self, signal: &str) {
        self.told_to_stop = Some(Instant::now());
        send_signal(signal, self.child.id().expect("it runs"));
    }

    /// Whether it ended with success, and how long after it was told to.
    pub async fn ends(&mut self) -> (bool, Duration) {
        let status = timeout(STOPPED_WITHIN, self.child.wait()).await;
        let took = self.told_to_stop.expect("it was told to").elapsed();
        (status.expect("it ends in time").unwrap().success(), took)
    }

    pub async fn ends_well(&mut self) -> Duration {
        let (is_success, took) = self.ends().await;
        assert!(is_success, "it ended with an error");
        took
    }
}

/// A request that is not sent to its end.
pub struct InFlight {
    stream: TcpStream,
}

impl InFlight {
    /// Sends the rest and reads the answer.
    pub async fn finish(&mut self, rest: &str) -> String {
        self.stream.write_all(rest.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        self.stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn send_signal(signal: &str, id: u32) {
    let status = std::process::Command::new("sh")
        .args(["-c", &format!("kill -{signal} {id}")])
        .status()
        .unwrap();
    assert!(status.success());
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap()
}
