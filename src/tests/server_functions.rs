//! Every registered server function: strangers are refused, those without the permission are told
//! it is not there, and none that changes something runs for a page that is not ours. The list
//! comes from the registry, so that a forgotten check fails here on the day it is written.

use std::collections::BTreeMap;

use http::{Method, Request, StatusCode, header};
use leptos::server_fn;
use sqlx::PgPool;

use super::console::TestConsole;

/// Functions that strangers may call, and what answers them.
const OPEN: [&str; 7] = [
    "sign_in",
    "read_welcome",
    "accept_welcome",
    "needs_set_up",
    "set_up",
    "set_language",
    "set_theme",
];

/// Functions of everyone who is signed in; what they return depends on who asks.
const EVERYONE: [&str; 10] = [
    "sign_out",
    "sign_out_everywhere",
    "list_switchable",
    "read_home",
    "list_users",
    "get_profile",
    "save_profile",
    "change_password",
    "find_anything",
    // Its own page answers a member; anybody else's is not found, which another test sees to.
    "recent_of_user",
];

/// Arguments that a function accepts as far as their form goes; what they name need not exist.
fn arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "list_switchable"
        | "needs_set_up"
        | "sign_out"
        | "sign_out_everywhere"
        | "read_home"
        | "get_profile" => "",
        "sign_in" => "form[username]=nobody&form[password]=nothing-at-all",
        "read_welcome" => "token=none",
        "accept_welcome" => "form[token]=none&form[password]=a&form[repeated]=a",
        "set_up" => {
            "form[token]=t&form[organization]=o&form[username]=u&form[email]=e&form[password]=p\
             &form[repeated]=p"
        }
        "set_language" => "language=en",
        "set_theme" => "theme=dark",
        "switch_organization" => "form[organization_id]=2",
        "list_organizations" | "list_users" | "list_audit_logs" => "search=",
        "list_members" => "id=1&search=",
        "get_organization" | "get_user" | "get_user_form" | "get_user_deletion"
        | "get_audit_log" => "id=5",
        "history_of" => "entity_type=user&entity_id=5&search=",
        "recent_of_user" => "user_id=5",
        "save_organization" => "form[name]=x&form[description]=&form[settings]=",
        "save_user" => {
            "form[username]=x&form[email]=x@y.example&form[first_name]=&form[last_name]=\
             &form[phone]=&form[department]=&form[position]=&form[bio]="
        }
        "save_profile" => {
            "form[updated_at]=0&form[first_name]=&form[last_name]=&form[phone]=&form[bio]=\
             &form[language]=en&form[theme]=system&form[avatar]="
        }
        "change_password" => "form[current]=x&form[password]=y&form[repeated]=y",
        "deactivate_organization"
        | "reactivate_organization"
        | "deactivate_user"
        | "reactivate_user"
        | "invite_user"
        | "reset_password"
        | "delete_user" => "form[id]=5",
        "delete_organization" => "form[id]=5&form[name]=x",
        "find_anything" => "words=zh",
        _ => return None,
    })
}

/// Every registered function: its path and method.
fn registered() -> BTreeMap<String, Method> {
    let functions: BTreeMap<_, _> = server_fn::axum::server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method))
        .collect();
    assert!(functions.len() >= 20, "{functions:?}");
    functions
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn arguments_of(path: &str) -> &'static str {
    let name = name_of(path);
    arguments(name).unwrap_or_else(|| panic!("say in this test what {name} takes"))
}

async fn everything(pool: &PgPool) -> (i64, i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT count(*) FROM public.audit_logs), (SELECT count(*) FROM auth.users),
                (SELECT sum(hashtext(u::text)) FROM auth.users u)",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn strangers_are_refused(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    for (path, method) in registered() {
        if OPEN.contains(&name_of(&path)) {
            continue;
        }
        let answer = console.call(&method, &path, arguments_of(&path), "").await;
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{path}: {}",
            answer.body
        );
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn members_find_nothing_where_they_hold_no_permission(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("chenmo").await;
    let before = everything(&pool).await;
    for (path, method) in registered() {
        if OPEN.contains(&name_of(&path)) || EVERYONE.contains(&name_of(&path)) {
            continue;
        }
        let answer = console
            .call(&method, &path, arguments_of(&path), &cookie)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.body
        );
    }
    assert_eq!(everything(&pool).await, before, "and nothing was written");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn staff_reach_nobody_in_another_organization(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("john.mbeki").await;
    let before = everything(&pool).await;
    for name in [
        "get_user",
        "deactivate_user",
        "reactivate_user",
        "invite_user",
        "reset_password",
        "delete_user",
    ] {
        let Some((path, method)) = registered()
            .into_iter()
            .find(|(path, _)| name_of(path) == name)
        else {
            panic!("{name} is not registered");
        };
        let answer = console
            .call(&method, &path, arguments_of(&path), &cookie)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.body
        );
    }
    assert_eq!(everything(&pool).await, before, "and nothing was written");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn nothing_changes_for_a_page_that_is_not_ours(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    let before = everything(&pool).await;
    let mut tried = 0;
    for (path, method) in registered() {
        if method == Method::GET {
            continue;
        }
        for origin in [
            None,
            Some("https://evil.example"),
            Some("null"),
            Some("http://terrace.test.evil.example"),
        ] {
            let mut request = Request::builder()
                .method(&method)
                .uri(&path)
                .header(header::COOKIE, &cookie)
                .header(header::HOST, "terrace.test")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let answer = console
                .send(request.body(arguments_of(&path).into()).unwrap())
                .await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{path} from {origin:?}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 40, "{tried}");
    assert_eq!(everything(&pool).await, before, "and nothing was written");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn reading_changes_nothing(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    for (path, method) in registered() {
        // Reading the audit log is itself logged.
        if method != Method::GET || ["list_audit_logs", "history_of"].contains(&name_of(&path)) {
            continue;
        }
        let before = everything(&pool).await;
        console
            .call(&method, &path, arguments_of(&path), &cookie)
            .await;
        assert_eq!(everything(&pool).await, before, "{path}");
    }
}
