//! Nobody can tell who exists by the time it takes to be refused.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use sqlx::PgPool;

use super::super::console::{TestConsole, settings};

/// Pairs of tries after which the medians are compared, again and again.
const ROUNDS: usize = 15;
/// What disturbs a machine disturbs both kinds alike, given enough tries.
const MOST_ROUNDS: usize = 150;
const AT_MOST: f64 = 0.05;

async fn refusal(console: &TestConsole, pool: &PgPool, name: &str) -> Duration {
    sqlx::query("DELETE FROM auth.sign_in_delays")
        .execute(pool)
        .await
        .unwrap();
    let form = format!("form[username]={name}&form[password]=wrong-password-1");
    let began = Instant::now();
    let answer = console.call(&Method::POST, super::SIGN_IN, &form, "").await;
    let took = began.elapsed();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    took
}

fn median(durations: &[Duration]) -> f64 {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2].as_secs_f64() * 1000.0
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn a_wrong_password_and_an_unknown_name_take_as_long(pool: PgPool) {
    let settings = app::server::Settings {
        argon2: (19_456, 2, 1),
        ..settings()
    };
    let console = TestConsole::with(&pool, settings, None).await;
    refusal(&console, &pool, "chenmo").await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    loop {
        for round in 0..ROUNDS {
            // Neither always comes first.
            if round % 2 == 0 {
                known.push(refusal(&console, &pool, "chenmo").await);
                unknown.push(refusal(&console, &pool, "nobody").await);
            } else {
                unknown.push(refusal(&console, &pool, "nobody").await);
                known.push(refusal(&console, &pool, "chenmo").await);
            }
        }
        let (of_known, of_unknown) = (median(&known), median(&unknown));
        let difference = (of_known - of_unknown) / of_known.max(of_unknown);
        println!(
            "known {of_known:.2} ms, unknown {of_unknown:.2} ms after {} pairs",
            known.len()
        );
        if difference.abs() <= AT_MOST {
            return;
        }
        assert!(
            known.len() < MOST_ROUNDS,
            "known and unknown names differ by {difference:.3}"
        );
    }
}
