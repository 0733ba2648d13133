//! Who uses the private PostgreSQL, and who may start and stop it: two locks in the data folder
//! that the kernel takes back from whoever dies.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{EmbeddedError, at};

/// How often a lock that another process has is tried again.
const AGAIN: Duration = Duration::from_millis(50);

/// The right to make, start or stop the cluster. One process has it at a time.
#[derive(Debug)]
pub struct Turn {
    _file: File,
}

/// Waits for the turn.
pub async fn turn(data_dir: &Path) -> Result<Turn, EmbeddedError> {
    let path = data_dir.join("postgres.turn");
    let file = open(&path)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Turn { _file: file }),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(AGAIN).await,
            Err(TryLockError::Error(error)) => return Err(at(&path, error)),
        }
    }
}

/// A share in the running cluster. Taken and let go by whoever has the turn.
#[derive(Debug)]
pub struct Hold {
    path: PathBuf,
    file: File,
}

impl Hold {
    pub fn take(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let path = data_dir.join("postgres.users");
        let file = open(&path)?;
        file.lock_shared().map_err(|error| at(&path, error))?;
        Ok(Self { path, file })
    }

    /// Lets go; whether nobody else holds on.
    pub fn let_go(&self) -> Result<bool, EmbeddedError> {
        let is_last = || -> io::Result<bool> {
            self.file.unlock()?;
            match self.file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(error)) => Err(error),
            }
        };
        is_last().map_err(|error| at(&self.path, error))
    }
}

fn open(path: &Path) -> Result<File, EmbeddedError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|error| at(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_to_let_go_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (
            Hold::take(folder.path()).unwrap(),
            Hold::take(folder.path()).unwrap(),
        );
        assert!(!first.let_go().unwrap());
        assert!(second.let_go().unwrap());
    }

    #[tokio::test]
    async fn one_waits_for_the_turn_of_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let first = turn(folder.path()).await.unwrap();
        let second = tokio::time::timeout(AGAIN * 3, turn(folder.path())).await;
        assert!(second.is_err());
        drop(first);
        turn(folder.path()).await.unwrap();
    }
}
