//! The order of things: starts, memory, every case in rounds, memory again. The console and the
//! bare handler take turns within a round, so that whatever else the machine does meets both.

use std::{io, time::Duration};

use sqlx::PgPool;

use super::{
    Failure,
    cases::{self, Case, Reach},
    client::{self, Client},
    console::{self, Files, get, sign_in},
    process::Server,
};

/// Starts that are timed.
const STARTS: usize = 5;

/// How long and how hard.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub connections: usize,
    pub rounds: usize,
    pub lasting: Duration,
}

/// What one server did for one case.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Milliseconds that half of the requests took at most, one at a time.
    pub alone: f64,
    /// The same under load, and for 99 of a hundred.
    pub p50: f64,
    pub p99: f64,
    /// Requests a second under load.
    pub rate: f64,
    /// Milliseconds of CPU time of the server's process a request, under load.
    pub cpu: f64,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    pub what: String,
    pub console: Option<Figures>,
    pub bare: Option<Figures>,
}

/// All that was found.
#[derive(Clone, Debug)]
pub struct Results {
    pub rows: Vec<Row>,
    pub start: Duration,
    /// Megabytes.
    pub memory_idle: f64,
    pub memory_after: f64,
    /// Bytes by kind.
    pub first_visit: Vec<(String, usize)>,
}

/// Measures everything.
pub async fn everything(files: &Files, plan: Plan) -> Result<Results, Failure> {
    let pool = PgPool::connect(&files.database_url).await?;
    let cases = cases::all(&pool).await?;
    pool.close().await;

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let (server, took) = files.start().await?;
        starts.push(took);
        server.stop().await?;
    }
    starts.sort_unstable();

    let (server, _) = files.start().await?;
    let bare = files.start_bare().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory_idle = server.memory()?;
    let cookies = [
        (
            Reach::Own,
            console::cookie(server.address, Reach::Own).await?,
        ),
        (
            Reach::All,
            console::cookie(server.address, Reach::All).await?,
        ),
    ];
    let of = |reach: Reach| {
        cookies
            .iter()
            .find(|(whose, _)| *whose == reach)
            .map(|(_, c)| c.as_str())
    };
    let first_visit =
        console::first_visit(server.address, of(Reach::Own).unwrap_or_default()).await?;

    let mut rows = Vec::new();
    for case in &cases {
        let page = get(
            server.address,
            &case.path,
            of(case.reach).unwrap_or_default(),
        );
        let list = get(
            bare.address,
            &format!("/{}{}", case.reach.name(), case.path),
            "",
        );
        check(case, &server, &page, &bare, &list).await?;
        let (mut of_console, mut of_bare) = (Vec::new(), Vec::new());
        for _ in 0..plan.rounds {
            if case.has_page {
                of_console.push(figures(&server, &page, 200, plan).await?);
            }
            of_bare.push(figures(&bare, &list, 200, plan).await?);
        }
        let what = case.what.clone();
        rows.push(Row {
            what,
            console: median(&of_console),
            bare: median(&of_bare),
        });
    }
    let mut signing_in = Vec::new();
    for _ in 0..plan.rounds {
        let form = sign_in(server.address, Reach::Own);
        signing_in.push(figures(&server, &form, 303, plan).await?);
    }
    rows.push(Row {
        what: "sign-in".to_owned(),
        console: median(&signing_in),
        bare: None,
    });

    let memory_after = server.memory()?;
    server.stop().await?;
    bare.stop().await?;
    Ok(Results {
        rows,
        start: starts[STARTS / 2],
        memory_idle,
        memory_after,
        first_visit,
    })
}

/// Both show the rows they should, and the same number of them.
async fn check(
    case: &Case,
    server: &Server,
    page: &[u8],
    bare: &Server,
    list: &[u8],
) -> Result<(), Failure> {
    let list = Client::connect(bare.address).await?.send(list).await?;
    let html = list.text();
    let rows = html.matches("<tr").count();
    let is_last = !html.contains(">after</a>");
    if list.status != 200 || rows < case.rows || case.path.contains("after=") && !is_last {
        return Err(format!("{}: {} with {rows} rows: {html}", case.what, list.status).into());
    }
    if case.has_page {
        let page = Client::connect(server.address).await?.send(page).await?;
        // Its table has a head.
        let shown = page.text().matches("<tr").count() - 1;
        if page.status != 200 || shown != rows {
            return Err(
                format!("{}: {} with {shown} of {rows} rows", case.what, page.status).into(),
            );
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
async fn figures(server: &Server, request: &[u8], status: u16, plan: Plan) -> io::Result<Figures> {
    let alone = client::load(server.address, request, status, 1, plan.lasting / 3).await?;
    let before = server.cpu()?;
    let load = client::load(
        server.address,
        request,
        status,
        plan.connections,
        plan.lasting,
    )
    .await?;
    let cpu = (server.cpu()? - before) / load.requests() as f64;
    Ok(Figures {
        alone: alone.percentile(50),
        p50: load.percentile(50),
        p99: load.percentile(99),
        rate: load.rate(),
        cpu,
    })
}

/// Each figure's own median.
fn median(rounds: &[Figures]) -> Option<Figures> {
    let middle = |figure: fn(&Figures) -> f64| {
        let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
        figures.sort_unstable_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    };
    Some(Figures {
        alone: middle(|round| round.alone)?,
        p50: middle(|round| round.p50)?,
        p99: middle(|round| round.p99)?,
        rate: middle(|round| round.rate)?,
        cpu: middle(|round| round.cpu)?,
    })
}
