//! The growing pause after failed sign-ins: what it costs to guess, and whom it does not concern.

use futures::future::join_all;
use http::{Request, StatusCode, header};
use sqlx::PgPool;

use super::super::console::{Answer, ORIGIN, PASSWORD, TestConsole, settings};

const WRONG: &str = "wrong-password-1";

/// A console behind a proxy that it trusts, so that a test can come from anywhere.
async fn console(pool: &PgPool) -> TestConsole {
    let settings = app::server::Settings {
        trusted_proxies: vec!["192.0.2.0/24".parse().unwrap()],
        ..settings()
    };
    TestConsole::with(pool, settings, None).await
}

async fn try_from(console: &TestConsole, address: &str, name: &str, password: &str) -> Answer {
    let form = format!("form[username]={name}&form[password]={password}");
    let request = Request::post(super::SIGN_IN)
        .header("x-forwarded-for", address)
        .header(header::ACCEPT, "application/json")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.into())
        .unwrap();
    console.send(request).await
}

/// Seconds that the next try would have to wait; none where a password was looked at, which was
/// wrong.
fn pause(answer: &Answer) -> Option<u32> {
    match answer.status {
        StatusCode::UNPROCESSABLE_ENTITY => None,
        StatusCode::TOO_MANY_REQUESTS => Some(answer.header(header::RETRY_AFTER).parse().unwrap()),
        status => panic!("{status}: {}", answer.body),
    }
}

/// As if every pause were over.
async fn wait(pool: &PgPool) {
    sqlx::query("UPDATE auth.sign_in_delays SET not_before = now()")
        .execute(pool)
        .await
        .unwrap();
}

async fn failures(pool: &PgPool) -> Vec<(String, i32)> {
    sqlx::query_as("SELECT subject, failures FROM auth.sign_in_delays ORDER BY subject")
        .fetch_all(pool)
        .await
        .unwrap()
}

async fn told(pool: &PgPool, reason: &str) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM audit_logs
         WHERE action = 'sign_in_failed' AND details ->> 'reason' = $1",
    )
    .bind(reason)
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn each_failure_makes_the_next_try_wait_longer(pool: PgPool) {
    let console = console(&pool).await;
    for seconds in [1, 3, 5, 10, 30, 30] {
        let looked_at = try_from(&console, "198.51.100.1", "chenmo", WRONG).await;
        assert_eq!(pause(&looked_at), None);
        let refused = try_from(&console, "198.51.100.1", "chenmo", PASSWORD).await;
        assert_eq!(pause(&refused), Some(seconds), "even the right one waits");
        wait(&pool).await;
    }
    // A quarter of an hour without another forgets them.
    sqlx::query("UPDATE auth.sign_in_delays SET last_failure_at = now() - interval '16 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    try_from(&console, "198.51.100.1", "chenmo", WRONG).await;
    let refused = try_from(&console, "198.51.100.1", "chenmo", WRONG).await;
    assert_eq!(pause(&refused), Some(1));
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn strangers_cost_the_owner_ten_seconds_at_a_new_address_and_nothing_at_a_known_one(
    pool: PgPool,
) {
    let console = console(&pool).await;
    let home = try_from(&console, "203.0.113.5", "chenmo", PASSWORD).await;
    assert!(home.cookie().is_some());
    for n in 1..=9 {
        let guess = try_from(&console, &format!("198.51.100.{n}"), "chenmo", WRONG).await;
        assert_eq!(pause(&guess), None);
        if n < 9 {
            wait(&pool).await;
        }
    }
    let elsewhere = try_from(&console, "203.0.113.77", "chenmo", PASSWORD).await;
    assert_eq!(pause(&elsewhere), Some(10));
    let at_home = try_from(&console, "203.0.113.5", "chenmo", PASSWORD).await;
    assert!(at_home.cookie().is_some(), "{}", at_home.body);

    // Nor do the failures of others at the same address, on their own accounts.
    for name in ["ana.costa", "wangyinuo", "viewer", "nobody", "nobody-2"] {
        wait(&pool).await;
        let guess = try_from(&console, "203.0.113.5", name, WRONG).await;
        assert_eq!(pause(&guess), None);
    }
    let at_home = try_from(&console, "203.0.113.5", "chenmo", PASSWORD).await;
    assert!(at_home.cookie().is_some(), "{}", at_home.body);
    let newcomer = try_from(&console, "203.0.113.5", "zhoulan", PASSWORD).await;
    assert_eq!(
        pause(&newcomer),
        Some(3),
        "who is new there shares its pause"
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn whoever_succeeds_starts_anew_and_takes_back_no_other_failure(pool: PgPool) {
    let console = console(&pool).await;
    for name in ["nobody", "chenmo"] {
        try_from(&console, "198.51.100.1", name, WRONG).await;
    }
    wait(&pool).await;
    let right = try_from(&console, "198.51.100.1", "chenmo", PASSWORD).await;
    assert!(right.cookie().is_some());
    let left = [
        ("account:name nobody", 1),
        ("address:198.51.100.1", 2),
        ("both:198.51.100.1:name nobody", 1),
    ];
    assert_eq!(
        failures(&pool).await,
        left.map(|(subject, failures)| (subject.to_owned(), failures))
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn an_account_has_one_pause_under_all_its_names(pool: PgPool) {
    let console = console(&pool).await;
    let first = try_from(&console, "198.51.100.1", "chenmo", WRONG).await;
    assert_eq!(pause(&first), None);
    for name in ["CHENMO", "chenmo@chenguang.example"] {
        let again = try_from(&console, "198.51.100.1", name, WRONG).await;
        assert_eq!(pause(&again), Some(1), "{name}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn an_address_is_one_however_it_is_written(pool: PgPool) {
    let console = console(&pool).await;
    for (name, address) in [
        ("a", "2001:db8:1:2::1"),
        ("b", "2001:db8:1:2:ffff::2"),
        ("c", "198.51.100.1"),
        ("d", "::ffff:198.51.100.1"),
    ] {
        try_from(&console, address, name, WRONG).await;
    }
    let addresses: Vec<_> = failures(&pool)
        .await
        .into_iter()
        .filter(|(subject, _)| subject.starts_with("address:"))
        .collect();
    let expected = [
        ("address:198.51.100.1", 2),
        ("address:2001:db8:1:2::/64", 2),
    ];
    assert_eq!(
        addresses,
        expected.map(|(subject, failures)| (subject.to_owned(), failures))
    );
    let home = try_from(&console, "2001:db8:1:2::1", "chenmo", PASSWORD).await;
    assert!(home.cookie().is_some());
    let next_door = try_from(&console, "2001:db8:1:2::2", "chenmo", WRONG).await;
    assert_eq!(pause(&next_door), None);
    assert!(
        failures(&pool)
            .await
            .contains(&("both:2001:db8:1:2::/64:id 3".to_owned(), 1))
    );
    assert!(
        !failures(&pool)
            .await
            .iter()
            .any(|(subject, _)| subject == "account:id 3"),
        "the network is known"
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn guesses_at_once_are_looked_at_one_by_one(pool: PgPool) {
    let here = console(&pool).await;
    let guesses = join_all((0..20).map(|_| try_from(&here, "198.51.100.1", "chenmo", WRONG))).await;
    let looked_at = guesses.iter().filter(|answer| pause(answer).is_none());
    assert_eq!(looked_at.count(), 1);
    assert_eq!(told(&pool, "credentials").await, 1);
    assert_eq!(told(&pool, "pause").await, 1, "once a minute is enough");

    // Another process of the console knows nothing of these turns, but of the count.
    wait(&pool).await;
    let there = console(&pool).await;
    let guesses = join_all(
        [&here, &there]
            .into_iter()
            .map(|console| try_from(console, "198.51.100.1", "chenmo", WRONG)),
    )
    .await;
    let looked_at = guesses.iter().filter(|answer| pause(answer).is_none());
    assert_eq!(looked_at.count(), 1);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn people_at_once_all_get_in(pool: PgPool) {
    let console = console(&pool).await;
    let names = [
        "chenmo",
        "zhoulan",
        "ana.costa",
        "wangyinuo",
        "viewer",
        "admin",
    ];
    let people = names.iter().cycle().take(18);
    let answers =
        join_all(people.map(|name| try_from(&console, "203.0.113.5", name, PASSWORD))).await;
    for answer in answers {
        assert!(
            answer.cookie().is_some(),
            "{} {}",
            answer.status,
            answer.body
        );
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn a_try_that_nobody_waits_for_is_still_told_and_leaves_no_pause_when_right(pool: PgPool) {
    let console = console(&pool).await;
    for password in [PASSWORD, WRONG] {
        let hashing = &console.console.hashing;
        let all = u32::try_from(hashing.available_permits()).unwrap();
        let nobody_hashes = hashing.acquire_many(all).await.unwrap();
        let request = try_from(&console, "198.51.100.1", "chenmo", password);
        let given_up = tokio::time::timeout(std::time::Duration::from_millis(300), request).await;
        assert!(given_up.is_err());
        drop(nobody_hashes);
        let mut rows = 0_i64;
        while rows == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            rows = sqlx::query_scalar(
                "SELECT count(*) FROM audit_logs WHERE action = $1 AND entity_label = 'chenmo'",
            )
            .bind(if password == PASSWORD {
                "sign_in"
            } else {
                "sign_in_failed"
            })
            .fetch_one(&pool)
            .await
            .unwrap();
        }
    }
    let refused = try_from(&console, "198.51.100.1", "chenmo", PASSWORD).await;
    assert_eq!(pause(&refused), Some(1), "only the wrong one left a pause");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn the_last_addresses_of_a_person_are_known(pool: PgPool) {
    let console = console(&pool).await;
    sqlx::query(
        "INSERT INTO auth.known_addresses (user_id, address, last_seen_at)
         SELECT 3, '198.51.100.' || n, now() - n * interval '1 hour' FROM generate_series(1, 30) n
         UNION ALL SELECT 2, '198.51.100.30', now() - interval '1 year'",
    )
    .execute(&pool)
    .await
    .unwrap();
    let answer = try_from(&console, "203.0.113.5", "chenmo", PASSWORD).await;
    assert!(answer.cookie().is_some());
    let kept: Vec<String> = sqlx::query_scalar(
        "SELECT address FROM auth.known_addresses WHERE user_id = 3
         ORDER BY last_seen_at DESC",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(kept.len(), 20);
    assert_eq!(
        (kept[0].as_str(), kept[19].as_str()),
        ("203.0.113.5", "198.51.100.19")
    );
    // One that was not used for long is as new.
    try_from(&console, "198.51.100.30", "zhoulan", WRONG).await;
    assert!(
        failures(&pool)
            .await
            .contains(&("account:id 2".to_owned(), 1))
    );
}
