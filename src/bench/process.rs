//! A server as a process of its own: started, waited for, weighed, stopped.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

use super::client::Client;

/// Linux counts CPU time for user space in hundredths of a second (`man 7 time`).
const MILLISECONDS_A_TICK: f64 = 10.0;
/// Longer than this no start takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that answers.
pub struct Server {
    pub address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts a program with nothing of our environment but what is given, and waits until `ready`
    /// answers 200; returns how long that took.
    pub async fn start(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        ready: &str,
    ) -> io::Result<(Self, Duration)> {
        let address = free_address()?;
        let begun = Instant::now();
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(environment.iter().copied())
            .env("TERRACE_ADDRESS", address.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let request = format!("GET {ready} HTTP/1.1\r\nhost: {address}\r\n\r\n");
        let mut server = Self { address, child };
        while !is_ready(address, request.as_bytes()).await {
            if begun.elapsed() > PATIENCE || server.child.try_wait()?.is_some() {
                return Err(io::Error::other(format!(
                    "{} does not answer",
                    program.display()
                )));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok((server, begun.elapsed()))
    }

    /// Milliseconds of CPU time that the process has used so far: its own, in user space and in
    /// the kernel (`man 5 proc`, fields 14 and 15 of stat).
    pub fn cpu(&self) -> io::Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat")?)?;
        // The second field is the program's name, which may hold anything.
        let fields: Vec<&str> = stat
            .rsplit_once(") ")
            .map_or(stat.as_str(), |(_, rest)| rest)
            .split(' ')
            .collect();
        let ticks = |place: usize| -> io::Result<f64> {
            fields
                .get(place)
                .and_then(|ticks| ticks.parse().ok())
                .ok_or_else(unreadable)
        };
        Ok((ticks(11)? + ticks(12)?) * MILLISECONDS_A_TICK)
    }

    /// Resident memory in megabytes.
    pub fn memory(&self) -> io::Result<f64> {
        let status = std::fs::read_to_string(self.proc("status")?)?;
        let kilobytes: f64 = status
            .lines()
            .find_map(|line| {
                line.strip_prefix("VmRSS:")?
                    .trim()
                    .strip_suffix(" kB")?
                    .parse()
                    .ok()
            })
            .ok_or_else(unreadable)?;
        Ok(kilobytes / 1024.0)
    }

    pub async fn stop(mut self) -> io::Result<()> {
        self.child.kill().await
    }

    fn proc(&self, file: &str) -> io::Result<String> {
        let id = self
            .child
            .id()
            .ok_or_else(|| io::Error::other("the server has ended"))?;
        Ok(format!("/proc/{id}/{file}"))
    }
}

async fn is_ready(address: SocketAddr, request: &[u8]) -> bool {
    let Ok(mut client) = Client::connect(address).await else {
        return false;
    };
    client
        .send(request)
        .await
        .is_ok_and(|answer| answer.status == 200)
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn unreadable() -> io::Error {
    io::Error::other("/proc is not as it should be")
}
