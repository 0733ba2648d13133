//! A growing pause after failed sign-ins, so that guessing is slow and nobody is locked out.
//!
//! A try counts as failed from its beginning until it succeeds, so that tries sent at once are not
//! looked at before the pause of the first begins. Whoever tries where they signed in before is
//! counted by themselves: account and address together. Anywhere else the account and the address
//! count as well. What strangers can cause for somebody is therefore nothing at an address of
//! theirs, and a pause of ten seconds at the most at a new one. Only who shares the address can
//! make it longer there: half a minute at the most.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::json;
use sqlx::{Postgres, Transaction};

use super::{
    Console,
    audit::{self, Action, Actor, Subject},
    database::{self, Wall},
    request::RequestFacts,
    turns::Turn,
};
use crate::error::AppError;

/// Seconds to wait after so many failures in a row; the last one stays.
const STEPS: [i32; 6] = [0, 1, 3, 5, 10, 30];
const LONGEST: i32 = 30;
/// What strangers can cause for an account at the most.
const LONGEST_OF_AN_ACCOUNT: i32 = 10;
/// An address is shared by many people: so many failures are free there.
const FREE_AT_AN_ADDRESS: i32 = 3;
/// Failures are forgotten after this long without another.
const FORGOTTEN_AFTER: &str = "15 minutes";

/// Whose password is tried.
#[derive(Clone, Copy, Debug)]
pub enum Account<'a> {
    /// One that exists, by whichever of its names.
    Known(i32),
    /// What was typed and belongs to nobody.
    Unknown(&'a str),
}

/// What the audit log says a failure was about.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub actor: Option<i32>,
    pub entity_type: &'static str,
    pub entity_id: Option<i64>,
    pub label: String,
    pub organization_id: Option<i32>,
}

/// One try of a password.
#[derive(Clone, Debug)]
pub struct Attempt {
    counted: Vec<Counted>,
    told: Told,
}

/// What a failure counts against.
#[derive(Clone, Debug)]
struct Counted {
    subject: String,
    longest: i32,
    free: i32,
}

/// An address as it is counted and remembered: of an IPv6 address the first 64 bits, since whoever
/// has one has all behind them.
pub fn place_of(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let network = u128::from(address) >> 64 << 64;
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

impl Attempt {
    /// `is_known_here`: the account's owner signed in from this address before.
    pub fn new(
        account: Account<'_>,
        address: Option<IpAddr>,
        is_known_here: bool,
        told: Told,
    ) -> Self {
        let account = match account {
            Account::Known(id) => format!("id {id}"),
            Account::Unknown(name) => {
                let name: String = name.to_lowercase().chars().take(150).collect();
                format!("name {name}")
            }
        };
        let place = place_of(address);
        let counted = |subject: String, longest, free| Counted {
            subject,
            longest,
            free,
        };
        let both = counted(format!("both:{place}:{account}"), LONGEST, 0);
        // Always in this order, so that no two wait for each other.
        let counted = if is_known_here {
            vec![both]
        } else {
            vec![
                counted(format!("address:{place}"), LONGEST, FREE_AT_AN_ADDRESS),
                counted(format!("account:{account}"), LONGEST_OF_AN_ACCOUNT, 0),
                both,
            ]
        };
        Self { counted, told }
    }

    /// Waits until nobody else tries the same: whoever presses a button twice would find a pause
    /// begun by their own first try.
    pub async fn turn(&self, console: &Console) -> Result<Vec<Turn>, AppError> {
        let mut turns = Vec::with_capacity(self.counted.len());
        for counted in &self.counted {
            let together = usize::try_from(counted.free).unwrap_or_default().max(1);
            turns.push(console.turns.take(&counted.subject, together).await?);
        }
        Ok(turns)
    }

    /// Counts the try as failed.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] while a pause lasts; the try is not counted then.
    pub async fn begin(&self, console: &Console, request: &RequestFacts) -> Result<(), AppError> {
        let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
        for counted in &self.counted {
            if !counted.count(&mut tx).await? {
                tx.rollback().await?;
                return Err(self.refused(console, request).await?);
            }
        }
        Ok(tx.commit().await?)
    }

    /// What a try is told that came during a pause.
    async fn refused(
        &self,
        console: &Console,
        request: &RequestFacts,
    ) -> Result<AppError, AppError> {
        let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
        let subjects: Vec<String> = self.counted.iter().map(|c| c.subject.clone()).collect();
        let pause = sqlx::query!(
            r#"SELECT subject, ceil(extract(epoch FROM not_before - now()))::int AS "seconds!"
               FROM auth.sign_in_delays WHERE subject = ANY($1) AND not_before > now()
               ORDER BY not_before DESC, subject LIMIT 1"#,
            &subjects
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(pause) = pause else {
            return Ok(AppError::TooManyAttempts(1));
        };
        if is_to_be_told(&mut tx, &pause.subject).await? {
            self.told.tell(&mut tx, request, "pause").await?;
        }
        tx.commit().await?;
        let seconds = u32::try_from(pause.seconds).unwrap_or(1).max(1);
        Ok(AppError::TooManyAttempts(seconds))
    }

    /// Leaves the try counted as it is, and tells why it failed.
    pub async fn failed(
        &self,
        console: &Console,
        request: &RequestFacts,
        reason: &'static str,
    ) -> Result<(), AppError> {
        let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
        self.told.tell(&mut tx, request, reason).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets the failures of somebody who proved who they are. At the address only this try is
    /// taken back: who has an account cannot wipe out what was tried on others.
    pub async fn succeeded(&self, tx: &mut Transaction<'_, Postgres>) -> Result<(), AppError> {
        for Counted { subject, free, .. } in &self.counted {
            if *free == 0 {
                sqlx::query!(
                    "DELETE FROM auth.sign_in_delays WHERE subject = $1",
                    subject
                )
                .execute(&mut **tx)
                .await?;
            } else {
                sqlx::query!(
                    "UPDATE auth.sign_in_delays SET failures = greatest(0, failures - 1),
                         not_before = least(not_before, now())
                     WHERE subject = $1",
                    subject
                )
                .execute(&mut **tx)
                .await?;
            }
        }
        Ok(())
    }
}

impl Counted {
    /// Counts one more failure and begins its pause, unless a pause lasts.
    async fn count(&self, tx: &mut Transaction<'_, Postgres>) -> Result<bool, AppError> {
        let steps: Vec<i32> = STEPS.iter().map(|step| *step.min(&self.longest)).collect();
        let counted = sqlx::query!(
            "INSERT INTO auth.sign_in_delays AS d (subject, failures, last_failure_at, not_before)
             VALUES ($1, 1, now(), now() + make_interval(secs => ($2::int[])[greatest(1, 2 - $3::int)]))
             ON CONFLICT (subject) DO UPDATE SET
                 failures = CASE WHEN d.last_failure_at < now() - $4::text::interval THEN 1 ELSE d.failures + 1 END,
                 last_failure_at = now(),
                 not_before = now() + make_interval(secs => ($2::int[])[greatest(1, least(
                     array_length($2::int[], 1),
                     CASE WHEN d.last_failure_at < now() - $4::text::interval THEN 1 ELSE d.failures + 1 END + 1 - $3::int))])
             -- Not now(), which is when this transaction began: it may have waited for the row.
             WHERE d.not_before <= clock_timestamp()",
            self.subject,
            &steps,
            self.free,
            FORGOTTEN_AFTER
        )
        .execute(&mut **tx)
        .await?;
        Ok(counted.rows_affected() == 1)
    }
}

impl Told {
    /// Writes the row of a failed sign-in.
    async fn tell(
        &self,
        tx: &mut Transaction<'_, Postgres>,
        request: &RequestFacts,
        reason: &'static str,
    ) -> Result<(), AppError> {
        let actor = Actor {
            user_id: self.actor,
        };
        let subject = Subject {
            entity_type: self.entity_type,
            entity_id: self.entity_id,
            label: &self.label,
            organization_id: self.organization_id,
        };
        let details = json!({ "reason": reason });
        audit::record_by(tx, actor, request, Action::SignInFailed, subject, details).await?;
        Ok(())
    }
}

/// Tells of a try that was refused without a password being looked at, such as one with a dead
/// link: once a minute for each address, so that nobody fills the log with it.
pub async fn tell_of_refusal(
    console: &Console,
    request: &RequestFacts,
    told: Told,
    reason: &'static str,
) -> Result<(), AppError> {
    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    let subject = format!("{reason}:{}", place_of(request.address));
    if is_to_be_told(&mut tx, &subject).await? {
        told.tell(&mut tx, request, reason).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether the last minute has not told of this subject yet; it counts as told then.
async fn is_to_be_told(
    tx: &mut Transaction<'_, Postgres>,
    subject: &str,
) -> Result<bool, AppError> {
    let told = sqlx::query!(
        "INSERT INTO auth.sign_in_delays AS d
             (subject, failures, last_failure_at, not_before, told_at)
         VALUES ($1, 0, now(), now(), now())
         ON CONFLICT (subject) DO UPDATE SET told_at = now()
         WHERE d.told_at IS NULL OR d.told_at < now() - interval '1 minute'",
        subject
    )
    .execute(&mut **tx)
    .await?;
    Ok(told.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(account: Account<'_>, address: &str, is_known_here: bool) -> Vec<String> {
        let address = address.parse().ok();
        Attempt::new(account, address, is_known_here, Told::default())
            .counted
            .into_iter()
            .map(|counted| counted.subject)
            .collect()
    }

    #[test]
    fn where_its_owner_was_before_an_account_counts_by_itself() {
        assert_eq!(
            subjects(Account::Known(3), "192.0.2.7", true),
            ["both:192.0.2.7:id 3"]
        );
        assert_eq!(
            subjects(Account::Known(3), "192.0.2.7", false),
            ["address:192.0.2.7", "account:id 3", "both:192.0.2.7:id 3"]
        );
    }

    #[test]
    fn nobody_can_type_what_an_account_counts_as() {
        let typed = subjects(Account::Unknown("ID 3"), "192.0.2.7", false);
        assert_eq!(typed[1], "account:name id 3");
    }

    #[test]
    fn an_ipv6_address_counts_as_its_network() {
        let of = |address: &str| place_of(address.parse().ok());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2:ffff::1"), of("2001:db8:1:2::"));
        assert_ne!(of("2001:db8:1:3::1"), of("2001:db8:1:2::1"));
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of(""), "unknown");
    }
}
