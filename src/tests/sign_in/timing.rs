//! Nobody can tell who exists by the time it takes to be refused.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use sqlx::PgPool;

use super::super::console::{TestConsole, settings};

/// Tries of each kind, one after the other.
const ROUNDS: usize = 15;
/// A machine that does something else now and then may disturb a measurement; it does not disturb
/// all of them in the same direction.
const MEASUREMENTS: usize = 5;
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

fn median(mut durations: Vec<Duration>) -> f64 {
    durations.sort_unstable();
    durations[durations.len() / 2].as_secs_f64() * 1000.0
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
    let mut differences = Vec::new();
    for _ in 0..MEASUREMENTS {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
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
        let (known, unknown) = (median(known), median(unknown));
        println!("known {known:.2} ms, unknown {unknown:.2} ms");
        let difference = (known - unknown) / known.max(unknown);
        if difference.abs() <= AT_MOST {
            return;
        }
        differences.push(difference);
    }
    panic!("known and unknown names differ: {differences:?}");
}
