//! Taking turns: what concerns the same thing is done one after the other, in the order in which
//! it was asked for, by everybody of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::AppError;

/// Most who do one thing or wait for it. Whoever comes then is told to come again.
const MOST: usize = 64;

/// The lines there are; one that nobody stands in is gone.
#[derive(Debug, Default)]
pub struct Turns(Mutex<HashMap<String, Line>>);

#[derive(Debug)]
struct Line {
    counter: Arc<Semaphore>,
    people: usize,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    // Dropped first: a line is not left before its next one may go.
    _counter: OwnedSemaphorePermit,
    _place: Place,
}

/// A place in a line, held while waiting as well as while it is one's turn.
#[derive(Debug)]
struct Place {
    turns: Arc<Turns>,
    key: String,
}

impl Turns {
    /// Waits for a turn at `key`, where so many may go `together`.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] where the line is too long to wait in.
    pub async fn take(self: &Arc<Self>, key: &str, together: usize) -> Result<Turn, AppError> {
        let (counter, place) = self.stand_in_line(key, together)?;
        let counter = counter
            .acquire_owned()
            .await
            .map_err(|_| AppError::TookTooLong)?;
        Ok(Turn {
            _counter: counter,
            _place: place,
        })
    }

    fn stand_in_line(
        self: &Arc<Self>,
        key: &str,
        together: usize,
    ) -> Result<(Arc<Semaphore>, Place), AppError> {
        let mut lines = self.lines();
        let line = lines.entry(key.to_owned()).or_insert_with(|| Line {
            counter: Arc::new(Semaphore::new(together)),
            people: 0,
        });
        if line.people >= MOST {
            return Err(AppError::TooManyAttempts(1));
        }
        line.people += 1;
        let place = Place {
            turns: Arc::clone(self),
            key: key.to_owned(),
        };
        Ok((Arc::clone(&line.counter), place))
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<String, Line>> {
        // Nothing that holds the lock can leave the lines half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.turns.lines();
        if let Some(line) = lines.get_mut(&self.key) {
            line.people -= 1;
            if line.people == 0 {
                lines.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn one_goes_after_the_other_and_the_line_is_gone_afterwards() {
        let turns = Arc::new(Turns::default());
        let order = Mutex::new(Vec::new());
        join_all((0..10).map(|n| {
            let (turns, order) = (&turns, &order);
            async move {
                let turn = turns.take("a", 1).await.unwrap();
                order.lock().unwrap().push(n);
                tokio::task::yield_now().await;
                order.lock().unwrap().push(n);
                drop(turn);
            }
        }))
        .await;
        let expected: Vec<_> = (0..10).flat_map(|n| [n, n]).collect();
        assert_eq!(*order.lock().unwrap(), expected);
        assert!(turns.lines().is_empty());
    }

    #[tokio::test]
    async fn a_line_has_an_end_and_whoever_leaves_makes_room() {
        let turns = Arc::new(Turns::default());
        let first = turns.take("a", 1).await.unwrap();
        let mut waiting: Vec<_> = (1..MOST).map(|_| Box::pin(turns.take("a", 1))).collect();
        for one in &mut waiting {
            assert!(futures::poll!(one).is_pending());
        }
        assert_eq!(
            turns.take("a", 1).await.unwrap_err(),
            AppError::TooManyAttempts(1)
        );
        let _elsewhere = turns.take("b", 1).await.unwrap();
        waiting.pop();
        assert!(futures::poll!(Box::pin(turns.take("a", 1))).is_pending());
        drop(waiting);
        drop(first);
        assert_eq!(turns.lines().len(), 1);
    }
}
