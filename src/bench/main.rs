//! The benchmark of pages: the release, as a process of its own, against the large demo. Every
//! list stands beside the same list from a bare axum handler with the same SQL. `bin/bench` runs
//! it; what it prints is one table of medians.

mod bare;
mod cases;
mod client;
mod console;
mod measure;
mod process;
mod report;

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use clap::Parser;

/// Why there is no figure.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures the console's pages against the large demo.
#[derive(Debug, Parser)]
struct Options {
    /// Owner's URL of a database that holds the large demo
    #[arg(long, env = "TERRACE_DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// The release under test
    #[arg(long, default_value = "target/dist/terrace")]
    program: PathBuf,
    /// Its site files
    #[arg(long, default_value = "target/dist/site")]
    site: PathBuf,
    /// Seconds that each figure is measured for, in each round
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Rounds, of which the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Serve the bare handlers instead, at the address of the environment
    #[arg(long, hide = true)]
    bare: bool,
    #[arg(long, env = "TERRACE_ADDRESS", hide = true)]
    address: Option<SocketAddr>,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if options.bare {
        let address = options.address.ok_or("TERRACE_ADDRESS is missing")?;
        return bare::serve(&options.database_url, address).await;
    }
    let plan = measure::Plan {
        connections: options.connections,
        rounds: options.rounds.max(1),
        lasting: Duration::from_secs_f64(options.seconds),
    };
    let console = console::Files {
        program: options.program.canonicalize()?,
        site: options.site.canonicalize()?,
        database_url: options.database_url,
    };
    let results = measure::everything(&console, plan).await?;
    report::print(&mut io::stdout().lock(), plan, &results)?;
    Ok(())
}
