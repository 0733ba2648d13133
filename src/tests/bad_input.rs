//! What people and attackers really send: every piece is answered by a clear refusal with the
//! form kept, nothing is written, and nothing secret reaches the log.

use http::{Method, Request, StatusCode, header};
use sqlx::PgPool;

use super::console::{ORIGIN, TestConsole};

/// The fields of a new user, one of them replaced.
fn new_user(field: &str, value: &str) -> String {
    let fields = [
        ("username", "new.person"),
        ("email", "new.person@chenguang.example"),
        ("first_name", "New"),
        ("last_name", "Person"),
        ("phone", ""),
        ("department", "Data"),
        ("position", ""),
        ("bio", ""),
        ("organization_id", "1"),
    ];
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, usual) in fields {
        form.append_pair(
            &format!("form[{name}]"),
            if name == field { value } else { usual },
        );
    }
    form.finish()
}

async fn users(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM auth.users")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_bad_field_is_named_and_what_was_typed_is_kept(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = users(&pool).await;
    let too_long = "很".repeat(151);
    for (field, value) in [
        ("username", ""),
        ("username", "ana.costa"),
        ("username", "ANA.Costa"),
        ("username", too_long.as_str()),
        ("username", "<script>alert(1)</script>"),
        ("username", "x'; DROP TABLE auth.users; --"),
        ("username", "line\nbreak"),
        ("email", ""),
        ("email", "not-an-address"),
        ("email", "ana.costa@chenguang.example"),
        ("phone", "call me"),
        ("department", &"x".repeat(101)),
        ("first_name", "nul\0byte"),
    ] {
        let answer = console
            .submit(
                "/users/new",
                "/api/save_user",
                &new_user(field, value),
                &cookie,
            )
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} = {value:?}"
        );
        let marked = answer.body.matches("aria-invalid=\"true\"").count();
        assert!(marked >= 1, "{field} = {value:?} is marked");
        if field != "first_name" {
            assert!(
                answer.body.contains("value=\"New\""),
                "other fields stay as typed"
            );
        }
        assert!(!answer.body.contains("<script>alert"), "markup stays text");
    }
    assert_eq!(users(&pool).await, before);
    let written: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_logs WHERE action = 'create'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(written, 0);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_megabyte_in_a_field_is_a_field_error_and_more_is_refused(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let form = new_user("bio", &"x".repeat(1 << 20));
    let answer = console
        .submit("/users/new", "/api/save_user", &form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = new_user("bio", &"x".repeat(3 << 20));
    let answer = console
        .submit("/users/new", "/api/save_user", &form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_form_that_is_none_is_malformed(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = users(&pool).await;
    let bodies: [&[u8]; 5] = [
        b"",
        b"form[username]=%ff%fe&form[email]=a@b.cd",
        b"\xff\xfe\x00",
        b"form=1&form[username][x]=2",
        b"form[organization_id]=one&form[username]=a",
    ];
    for body in bodies {
        let request = Request::post("/api/save_user")
            .header(header::COOKIE, &cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.to_vec().into())
            .unwrap();
        let answer = console.send(request).await;
        assert!(
            answer.status.is_client_error(),
            "{body:?}: {} {}",
            answer.status,
            answer.body
        );
    }
    assert_eq!(users(&pool).await, before);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn forged_cursors_and_wrong_filters_are_refused(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let long = "a".repeat(7_000);
    for (path, search) in [
        ("list_users", "sort=password"),
        ("list_users", "after=not-a-cursor"),
        ("list_users", "after=WyJhIiwibm8iXQ"),
        ("list_audit_logs", "after=WyJub3ciLDFd"),
        ("list_audit_logs", "entity_id=seven"),
        ("list_audit_logs", "from=yesterday"),
        ("list_audit_logs", "to=9999-12-31"),
        ("list_audit_logs", "to=9999-12-31T23:59"),
        ("list_audit_logs", "time=7d&from=2026-02-30"),
        ("list_users", "to=9999-12-31"),
        ("list_users", "joined=1y"),
        ("list_organizations", "id=1;"),
    ] {
        let query = format!("search={}", app::paths::encode(search));
        let answer = console
            .call(&Method::GET, &format!("/api/{path}"), &query, &cookie)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{path}?{search}: {}",
            answer.body
        );
    }
    let answer = console.get(&format!("/users?after={long}"), &cookie).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn an_address_too_long_to_be_ours_is_refused_and_never_cut_short(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    // HTTP itself knows no address of a million characters; this is near the longest there is.
    let long = format!("state=inactive&after={}", "a".repeat(65_000));
    let search = format!("search={}", app::paths::encode(&long));
    for call in [
        ("list_users", search.clone()),
        ("list_organizations", search.clone()),
        ("list_audit_logs", search.clone()),
        ("list_members", format!("id=1&{search}")),
        (
            "history_of",
            format!("entity_type=user&entity_id=5&{search}"),
        ),
    ] {
        let path = format!("/api/{}", call.0);
        let answer = console.call(&Method::GET, &path, &call.1, &cookie).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
    }
    for path in [
        "/users",
        "/users/export.csv",
        "/organizations",
        "/organizations/export.csv",
        "/organizations/1/members",
        "/audit-logs",
        "/audit-logs/export.csv",
        "/audit-logs/export.jsonl",
    ] {
        let answer = console.get(&format!("{path}?{long}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn hostile_words_find_nothing_and_break_nothing(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    for words in ["' OR 1=1 --", "%", "_", "\\", "<b>", "林\u{0}晓", "{}", "🏔"] {
        let path = format!("/users?q={}", app::paths::encode(words));
        let answer = console.get(&path, &cookie).await;
        assert!(
            answer.status == StatusCode::OK || answer.status == StatusCode::BAD_REQUEST,
            "{words}: {}",
            answer.status
        );
        assert!(
            !answer.body.contains("ana.costa"),
            "{words} is text, not a pattern"
        );
    }
}
