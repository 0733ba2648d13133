//! Being told to stop. The signals are caught from the program's beginning, so that whatever it has
//! started by then is taken down in order; how long that may take is one budget for all of it.

use std::{io, time::Duration};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::Instant,
};

/// From the signal until nothing of ours runs: container engines kill after ten seconds.
const WITHIN: Duration = Duration::from_secs(9);

/// The work was left off because the program was told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before it was done")]
pub struct Interrupted;

/// Whether, and since when, the program is told to stop.
#[derive(Clone, Debug)]
pub struct Stop {
    asked: watch::Receiver<Option<Instant>>,
}

impl Stop {
    /// From here on Ctrl-C and SIGTERM end nothing by themselves.
    pub fn catch() -> io::Result<Self> {
        let (ask, asked) = watch::channel(None);
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let mut signal = signal(kind)?;
            let ask = ask.clone();
            tokio::spawn(async move {
                while signal.recv().await.is_some() {
                    ask.send_modify(|asked| _ = asked.get_or_insert_with(Instant::now));
                }
            });
        }
        Ok(Self { asked })
    }

    /// Waits until the program is told to stop.
    pub async fn asked(&self) {
        if self.asked.clone().wait_for(Option::is_some).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Does some work, unless the program is told to stop before it is done.
    pub async fn unless_asked<T, E: From<Interrupted>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            () = self.asked() => Err(Interrupted.into()),
            result = work => result,
        }
    }

    /// By then nothing of ours runs any more.
    pub fn deadline(&self) -> Instant {
        self.asked.borrow().unwrap_or_else(Instant::now) + WITHIN
    }
}
