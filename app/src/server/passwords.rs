//! Passwords: Argon2id on blocking threads, a few at a time, and the rules a new one must keep
//! (NIST SP 800-63B, section 3.1.1.2: a length, no common ones, nothing else).

use std::{collections::HashSet, sync::LazyLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::OwnedSemaphorePermit;

use super::{Console, request::RequestFacts};
use crate::error::{AppError, Problem};

/// Fewest characters of a password.
pub const MIN_CHARACTERS: u32 = 12;
/// Most characters of a password.
pub const MAX_CHARACTERS: u32 = 128;

/// Passwords of twelve characters and more that everyone tries first, one a line, lower-cased.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// What verifying a password told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub is_right: bool,
    /// The hash was made with other parameters than those now set.
    pub needs_rehash: bool,
}

/// What is wrong with a new password, if anything is.
pub fn problem_of(password: &str, names: &[&str]) -> Option<Problem> {
    let length = u32::try_from(password.chars().take(MAX_CHARACTERS as usize + 1).count())
        .unwrap_or(u32::MAX);
    let lowered = password.to_lowercase();
    if length < MIN_CHARACTERS {
        Some(Problem::TooShort(MIN_CHARACTERS))
    } else if length > MAX_CHARACTERS {
        Some(Problem::TooLong(MAX_CHARACTERS))
    } else if COMMON.contains(lowered.as_str()) || is_monotonous(&lowered) {
        Some(Problem::CommonPassword)
    } else if names
        .iter()
        .any(|name| name.len() >= 4 && lowered.contains(&name.to_lowercase()))
    {
        Some(Problem::ContainsName)
    } else {
        None
    }
}

/// A short piece repeated, such as `aaaaaaaaaaaa` or `123123123123`.
fn is_monotonous(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    (1..=4).any(|length| {
        characters
            .iter()
            .enumerate()
            .all(|(i, character)| *character == characters[i % length])
    })
}

/// Leave to hash one password. It goes with the work to its thread, which hashes on when nobody
/// waits for the answer any more.
#[derive(Debug)]
pub struct Leave {
    _place: OwnedSemaphorePermit,
    _hasher: OwnedSemaphorePermit,
}

/// Waits for leave to hash.
///
/// # Errors
/// [`AppError::TookTooLong`] where too many wait already.
pub async fn leave(console: &Console) -> Result<Leave, AppError> {
    let place = console.hashing_line.clone().try_acquire_owned();
    let place = place.map_err(|_| AppError::TookTooLong)?;
    let hasher = console.hashing.clone().acquire_owned().await;
    Ok(Leave {
        _place: place,
        _hasher: hasher.map_err(broken)?,
    })
}

/// Hashes a new password.
pub async fn hash(console: &Console, password: String) -> Result<String, AppError> {
    let argon2 = argon2(console)?;
    let leave = leave(console).await?;
    on_a_blocking_thread(leave, move || {
        argon2
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(broken)
    })
    .await?
}

/// Verifies a password against a stored hash. `None` stands for an unknown person: the work is
/// the same, the answer no, so that nobody can tell who exists by the time it takes.
pub async fn verify(
    console: &Console,
    leave: Leave,
    password: String,
    stored: Option<String>,
) -> Result<Verdict, AppError> {
    let argon2 = argon2(console)?;
    on_a_blocking_thread(leave, move || {
        let known = stored
            .as_deref()
            .and_then(|stored| PasswordHash::new(stored).ok());
        let Some(known) = known else {
            // Nobody's hash under today's parameters: hashing costs what verifying costs.
            let mut output = [0_u8; 32];
            argon2
                .hash_password_into(password.as_bytes(), &[0; 16], &mut output)
                .map_err(broken)?;
            return Ok(Verdict {
                is_right: false,
                needs_rehash: false,
            });
        };
        let is_right = argon2.verify_password(password.as_bytes(), &known).is_ok();
        let parameters = Params::try_from(&known).map_err(broken)?;
        Ok(Verdict {
            is_right,
            needs_rehash: !same_cost(&parameters, argon2.params()),
        })
    })
    .await?
}

fn same_cost(a: &Params, b: &Params) -> bool {
    (a.m_cost(), a.t_cost(), a.p_cost()) == (b.m_cost(), b.t_cost(), b.p_cost())
}

fn argon2(console: &Console) -> Result<Argon2<'static>, AppError> {
    let (memory, passes, lanes) = console.settings.argon2;
    let parameters = Params::new(memory, passes, lanes, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

async fn on_a_blocking_thread<T: Send + 'static>(
    leave: Leave,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let work = move || {
        let _leave = leave;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> AppError {
    let id = RequestFacts::current().id;
    tracing::error!(%error, request = %id, "a password could not be hashed");
    AppError::Broken(id.to_string())
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    #[test]
    fn asks_for_length_and_rarity_only() {
        assert_eq!(problem_of("correct horse battery", &[]), None);
        assert_eq!(problem_of("门前大桥下游过一群鸭子呀", &[]), None);
        assert_eq!(problem_of("short", &[]), Some(Problem::TooShort(12)));
        assert_eq!(
            problem_of(&"长".repeat(129), &[]),
            Some(Problem::TooLong(128))
        );
        assert_eq!(
            problem_of("Password1234", &[]),
            Some(Problem::CommonPassword)
        );
        assert_eq!(
            problem_of("123412341234", &[]),
            Some(Problem::CommonPassword)
        );
        assert_eq!(
            problem_of("zhoulan-is-my-name", &["zhoulan"]),
            Some(Problem::ContainsName)
        );
    }

    /// A console that needs no database.
    fn console() -> Console {
        let pool = PgPool::connect_lazy("postgres://nowhere/none").unwrap();
        Console::new(pool, testing::settings(), None)
    }

    #[tokio::test]
    async fn hashing_that_nobody_waits_for_still_takes_its_place() {
        let console = console();
        let all = console.hashing.available_permits();
        let (started, has_started) = std::sync::mpsc::channel();
        let (finish, may_finish) = std::sync::mpsc::channel::<()>();
        let leave = leave(&console).await.unwrap();
        let mut work = Box::pin(on_a_blocking_thread(leave, move || {
            started.send(()).unwrap();
            may_finish.recv().unwrap();
        }));
        assert!(futures::poll!(&mut work).is_pending());
        has_started.recv().unwrap();
        drop(work);
        assert_eq!(console.hashing.available_permits(), all - 1);
        finish.send(()).unwrap();
        while console.hashing.available_permits() < all {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn too_many_who_wait_are_sent_away() {
        let console = console();
        let places = console.hashing_line.available_permits();
        let taken = u32::try_from(places).unwrap();
        let _all = console.hashing_line.acquire_many(taken).await.unwrap();
        assert_eq!(
            hash(&console, "any".to_owned()).await,
            Err(AppError::TookTooLong)
        );
    }

    #[test]
    fn the_list_of_common_passwords_is_as_it_is_compared() {
        assert!(COMMON.len() >= 200);
        for password in COMMON.iter() {
            assert_eq!(*password, password.to_lowercase());
            assert!(
                password.chars().count() >= MIN_CHARACTERS as usize,
                "{password}"
            );
        }
    }
}
