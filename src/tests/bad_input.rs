//! What people and attackers really send: every piece is answered by a clear refusal with the
//! form kept, nothing is written, and nothing secret reaches the log.

use std::net::SocketAddr;

use http::{Method, Request, StatusCode, header};
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{
    console::{ORIGIN, TestConsole},
    log::Log,
};

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

/// Everything that saving a form could have written.
async fn written(pool: &PgPool) -> (i64, i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT count(*) FROM auth.users), (SELECT sum(hashtext(u::text)) FROM auth.users u),
                (SELECT count(*) FROM audit_logs)",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

/// The names of the fields that a page marks as wrong.
fn marked(page: &str) -> Vec<&str> {
    page.split('<')
        .filter_map(|tag| tag.split('>').next())
        .filter(|tag| tag.contains("aria-invalid=\"true\""))
        .map(|tag| {
            let name = tag.split(" name=\"").nth(1).unwrap();
            name.split('"').next().unwrap()
        })
        .collect()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_bad_field_is_named_and_what_was_typed_is_kept(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = written(&pool).await;
    let (log, _guard) = Log::begin();
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
        ("bio", "bell\u{7}"),
        ("bio", "nul\0byte"),
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
        assert_eq!(
            marked(&answer.body),
            [format!("form[{field}]")],
            "{field} = {value:?}"
        );
        if field != "first_name" {
            assert!(
                answer.body.contains("value=\"New\""),
                "other fields stay as typed"
            );
        }
        assert!(!answer.body.contains("<script>alert"), "markup stays text");
    }
    assert_eq!(written(&pool).await, before);
    let text = log.text();
    assert!(text.contains("path=\"/api/save_user\""), "{text}");
    let id = cookie.strip_prefix("terrace=").unwrap();
    for typed in ["new.person", "DROP TABLE", "call me", id] {
        let line = text.lines().find(|line| line.contains(typed));
        assert_eq!(line, None, "{typed}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn markup_in_a_text_comes_back_as_text(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let bio = "</textarea><i id=x>\n&amp;lt; <!-- \"quoted\" 晓";
    let shown = "&lt;/textarea&gt;&lt;i id=x&gt;\n&amp;amp;lt; &lt;!-- \"quoted\" 晓</textarea>";
    // Refused for another field, the form comes back with the text that was typed.
    let form = new_user("bio", bio).replace("new.person%40", "%40");
    let answer = console
        .submit("/users/new", "/api/save_user", &form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(marked(&answer.body), ["form[email]"]);
    assert!(answer.body.contains(shown), "{}", answer.body);
    assert!(!answer.body.contains("<i id=x>"), "{}", answer.body);

    // And so it does once it is stored, in its form and on its page.
    let answer = console
        .submit(
            "/users/new",
            "/api/save_user",
            &new_user("bio", bio),
            &cookie,
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let (id, stored): (i32, String) =
        sqlx::query_as("SELECT id, bio FROM auth.users WHERE username = 'new.person'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(stored, bio);
    let edit = console.get(&format!("/users/{id}/edit"), &cookie).await;
    assert!(edit.body.contains(shown), "{}", edit.body);
    for page in [edit, console.get(&format!("/users/{id}"), &cookie).await] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("<i id=x>"), "{}", page.body);
    }
    let admin = console.sign_in("admin").await;
    let settings = r#"{"a": "</textarea><i id=x>"#;
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("form[name]", "新组织"),
            ("form[description]", ""),
            ("form[settings]", settings),
        ])
        .finish();
    let answer = console
        .submit(
            "/organizations/new",
            "/api/save_organization",
            &form,
            &admin,
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("&lt;/textarea&gt;&lt;i id=x&gt;"));
    assert!(!answer.body.contains("<i id=x>"), "{}", answer.body);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_megabyte_in_a_field_is_a_field_error_and_more_is_refused(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = written(&pool).await;
    let megabyte = "x".repeat(1 << 20);
    let form = new_user("bio", &megabyte);
    let answer = console
        .submit("/users/new", "/api/save_user", &form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(marked(&answer.body), ["form[bio]"]);
    assert!(answer.body.contains("value=\"new.person\""));
    assert!(answer.body.contains(&format!("{megabyte}</textarea>")));
    let form = new_user("bio", &"x".repeat(3 << 20));
    let answer = console
        .submit("/users/new", "/api/save_user", &form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(written(&pool).await, before);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_form_that_is_none_is_malformed(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = written(&pool).await;
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
    assert_eq!(written(&pool).await, before);
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
async fn a_cursor_of_a_million_characters_is_refused(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = console
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let cursor = "a".repeat(1_000_000);
    let request = format!("GET /users?after={cursor} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let (mut answers, mut asks) = TcpStream::connect(address).await.unwrap().into_split();
    let asking = tokio::spawn(async move {
        // The console may hang up before it has read all of it.
        let _ = asks.write_all(request.as_bytes()).await;
        asks
    });
    let mut answer = [0; 15];
    answers.read_exact(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(
        ["HTTP/1.1 400", "HTTP/1.1 414", "HTTP/1.1 431"]
            .iter()
            .any(|refusal| answer.starts_with(refusal)),
        "{answer}"
    );
    asking.abort();
    server.abort();
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn an_address_that_is_no_text_finds_nothing_and_breaks_nothing(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    for path in [
        "/users?q=%ff%fe",
        "/users?after=%c3%28",
        "/users?%ff=%ff&sort=%f0%28%8c%28",
        "/audit-logs?request=%ff",
        "/users/%ff",
        "/organizations/%c3%28/edit",
        "/welcome/%ff%fe",
        "/sign-in?next=%ff",
        "/%ff%fe",
        "/pkg/%ff.js",
        "/api/%ff",
        "/api/list_users?search=%ff%fe",
        "/api/list_users?search=q%3D%25ff",
        "/api/get_user?id=%ff",
        "/api/find_anything?words=%ff%00",
    ] {
        for cookie in ["", &cookie] {
            let answer = console.get(path, cookie).await;
            assert!(
                !answer.status.is_server_error(),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
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
