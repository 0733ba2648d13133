//! A growing pause after failed sign-ins: per address, per account, and per both together. It
//! slows guessing and never locks anyone out: the pause of an account is short, and does not
//! concern an address from which its owner signed in before.

use std::net::IpAddr;

use sqlx::{Postgres, Transaction};

use crate::error::AppError;

/// Seconds to wait after so many failures in a row; the last one stays.
const STEPS: [u32; 6] = [0, 1, 3, 5, 10, 30];
/// What strangers can cause for an account at the most.
const MOST_FOR_AN_ACCOUNT: u32 = 10;
/// Failures are forgotten after this long without another.
const FORGOTTEN_AFTER: &str = "15 minutes";

/// What a failure counts against.
#[derive(Clone, Debug)]
pub struct Attempt {
    subjects: Vec<(String, u32)>,
}

impl Attempt {
    /// `known_here`: the account's owner signed in from this address before.
    pub fn new(username: &str, address: Option<IpAddr>, known_here: bool) -> Self {
        let username: String = username.to_lowercase().chars().take(150).collect();
        let address = address.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        let most = STEPS[STEPS.len() - 1];
        let mut subjects = vec![
            (format!("both:{address}:{username}"), most),
            (format!("address:{address}"), most),
        ];
        if !known_here {
            subjects.push((format!("account:{username}"), MOST_FOR_AN_ACCOUNT));
        }
        Self { subjects }
    }

    fn names(&self) -> Vec<String> {
        self.subjects.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Refuses while a pause lasts.
    pub async fn check(&self, tx: &mut Transaction<'_, Postgres>) -> Result<(), AppError> {
        let seconds = sqlx::query_scalar!(
            r#"SELECT ceil(extract(epoch FROM max(not_before) - now()))::int AS "seconds"
               FROM auth.sign_in_delays WHERE subject = ANY($1) AND not_before > now()"#,
            &self.names()
        )
        .fetch_one(&mut **tx)
        .await?;
        match seconds {
            Some(seconds) => Err(AppError::TooManyAttempts(
                u32::try_from(seconds).unwrap_or(1).max(1),
            )),
            None => Ok(()),
        }
    }

    /// Counts a failure.
    pub async fn failed(&self, tx: &mut Transaction<'_, Postgres>) -> Result<(), AppError> {
        for (subject, most) in &self.subjects {
            // An address is shared by many people: three failures are free there.
            let free = if subject.starts_with("address:") {
                3
            } else {
                0
            };
            let steps: Vec<i32> = STEPS
                .iter()
                .map(|seconds| i32::try_from(*seconds.min(most)).unwrap_or(i32::MAX))
                .collect();
            sqlx::query!(
                "INSERT INTO auth.sign_in_delays AS d (subject, failures, last_failure_at, not_before)
                 VALUES ($1, 1, now(), now() + make_interval(secs => ($2::int[])[greatest(1, 2 - $3::int)]))
                 ON CONFLICT (subject) DO UPDATE SET
                     failures = CASE WHEN d.last_failure_at < now() - $4::text::interval THEN 1 ELSE d.failures + 1 END,
                     last_failure_at = now(),
                     not_before = now() + make_interval(secs => ($2::int[])[greatest(1, least(
                         array_length($2::int[], 1),
                         CASE WHEN d.last_failure_at < now() - $4::text::interval THEN 1 ELSE d.failures + 1 END + 1 - $3::int))])",
                subject,
                &steps,
                free,
                FORGOTTEN_AFTER
            )
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }

    /// Forgets the failures of somebody who proved who they are, but not those of the address.
    pub async fn succeeded(&self, tx: &mut Transaction<'_, Postgres>) -> Result<(), AppError> {
        let own: Vec<String> = self
            .names()
            .into_iter()
            .filter(|name| !name.starts_with("address:"))
            .collect();
        sqlx::query!(
            "DELETE FROM auth.sign_in_delays WHERE subject = ANY($1)",
            &own
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}
