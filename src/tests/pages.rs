//! Every page by every kind of caller. The pages come from the router's own list, so that one
//! that nobody thought of fails here on the day it is written.

use app::App;
use http::{StatusCode, header};
use leptos_axum::generate_route_list;
use sqlx::PgPool;

use super::console::TestConsole;

/// Who opens the page.
const CALLERS: [(&str, Kind); 5] = [
    ("", Kind::Stranger),
    ("admin", Kind::Superuser),
    ("zhoulan", Kind::Staff),
    ("chenmo", Kind::Member),
    ("john.mbeki", Kind::StaffElsewhere),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stranger,
    Superuser,
    Staff,
    Member,
    StaffElsewhere,
}

/// Who may open a page; ids in it are those of organization 1 and of Ana Costa, who belongs there.
fn may_open(path: &str, kind: Kind) -> Option<bool> {
    use Kind::{Member, Staff, StaffElsewhere, Stranger, Superuser};
    Some(match path {
        "/sign-in" => true,
        // Nothing waits to be set up, and no link of this token lives.
        "/set-up" | "/welcome/:token" => false,
        "/" | "/profile" | "/profile/edit" | "/profile/password" | "/profile/sessions"
        | "/users" | "/search" => kind != Stranger,
        "/organizations" | "/audit-logs" | "/users/new" => {
            matches!(kind, Superuser | Staff | StaffElsewhere)
        }
        "/organizations/new" | "/organizations/:id/delete" => kind == Superuser,
        "/organizations/:id"
        | "/organizations/:id/edit"
        | "/organizations/:id/members"
        | "/organizations/:id/history"
        | "/users/:id"
        | "/users/:id/edit"
        | "/users/:id/delete"
        | "/users/:id/history" => matches!(kind, Superuser | Staff),
        "/groups" | "/groups/new" => matches!(kind, Superuser | Staff | StaffElsewhere),
        "/groups/:id"
        | "/groups/:id/members"
        | "/groups/:id/permissions"
        | "/groups/:id/objects"
        | "/groups/:id/history"
        | "/groups/:id/edit"
        | "/groups/:id/delete"
        | "/users/:id/permissions"
        | "/users/:id/sessions"
        | "/access/:entity/:id" => matches!(kind, Superuser | Staff),
        // Everybody may ask about themselves.
        "/permissions" => kind != Stranger,
        "/permissions/holders" => matches!(kind, Superuser | Staff | StaffElsewhere),
        "/permissions/remove" => matches!(kind, Superuser | Staff),
        "/:*nowhere" => false,
        // Development only; this console is not a developer's.
        "/kit" => !matches!(kind, Stranger | Superuser | Staff | Member | StaffElsewhere),
        _ => return None,
    })
}

/// The page's address for real: ids that exist.
fn concrete(path: &str) -> String {
    let id = if path.starts_with("/users") { "5" } else { "1" };
    let query = match path {
        "/permissions/holders" => "?permission=view_user",
        "/permissions/remove" => "?from=group:1&id=3",
        _ => "",
    };
    let path = path.replace(":id", id).replace(":entity", "group");
    format!("{}{query}", path.replace(":token", "no-such-token"))
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn every_page_opens_for_those_who_may_and_for_nobody_else(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let routes: Vec<String> = generate_route_list(App)
        .into_iter()
        .map(|route| route.path().replace('{', ":").replace('}', ""))
        .collect();
    assert!(routes.len() >= 20, "{routes:?}");
    for (username, kind) in CALLERS {
        let cookie = if kind == Kind::Stranger {
            String::new()
        } else {
            console.sign_in(username).await
        };
        for route in &routes {
            let may = may_open(route, kind)
                .unwrap_or_else(|| panic!("say in this test who may open {route}"));
            let answer = console.get(&concrete(route), &cookie).await;
            let is_open = app::server::request::is_open(&concrete(route));
            let expected = match (may, kind) {
                (true, _) => StatusCode::OK,
                (false, Kind::Stranger) if !is_open => StatusCode::SEE_OTHER,
                (false, _) => StatusCode::NOT_FOUND,
            };
            assert_eq!(answer.status, expected, "{route} for {kind:?}");
            if expected == StatusCode::SEE_OTHER {
                assert!(
                    answer
                        .header(header::LOCATION)
                        .starts_with("/sign-in?next=")
                );
            }
        }
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_one_may_not_see_looks_as_what_does_not_exist(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("john.mbeki").await;
    for (hidden, absent) in [
        ("/users/5", "/users/999999"),
        ("/users/5/history", "/users/999999/history"),
        ("/organizations/1", "/organizations/999999"),
    ] {
        let hidden_page = console.get(hidden, &cookie).await;
        let absent_page = console.get(absent, &cookie).await;
        assert_eq!(hidden_page.status, StatusCode::NOT_FOUND, "{hidden}");
        // The ids in the addresses differ, nothing else that is shown may.
        let plain = |page: &str| -> String {
            let body = page
                .split("<body>")
                .nth(1)
                .and_then(|rest| rest.split("</body>").next());
            body.unwrap()
                .chars()
                .filter(|c| !c.is_ascii_digit())
                .collect()
        };
        assert_eq!(
            plain(&hidden_page.body),
            plain(&absent_page.body),
            "{hidden}"
        );
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn the_switch_offers_eight_organizations_and_leads_to_the_others(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    let offered = async || {
        let page = console.get("/", &cookie).await.body;
        let menu = page.split("</nav>").next().unwrap().to_owned();
        let count = menu.matches("name=\"form[organization_id]\"").count();
        (count, menu.contains("更多组织"), menu.contains("Anchor 9"))
    };
    let (few, has_more, _) = offered().await;
    assert!((1..8).contains(&few) && !has_more, "{few}");

    sqlx::query(
        "INSERT INTO auth.organizations (name, is_active)
         SELECT 'Anchor ' || n, n < 9 FROM generate_series(1, 9) n",
    )
    .execute(&pool)
    .await
    .unwrap();
    assert_eq!(offered().await, (8, true, false), "the inactive one is not");
    let staff = console.sign_in("zhoulan").await;
    let page = console.get("/", &staff).await;
    assert!(!page.body.contains("Anchor"), "others go nowhere");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn colleagues_see_names_and_nothing_else(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let member = console.sign_in("chenmo").await;
    let page = console.get("/users", &member).await;
    assert!(page.body.contains("周岚") && page.body.contains("Ana Costa"));
    for hidden in [
        "zhoulan@chenguang.example",
        "ana.costa",
        "Sofia Rossi",
        "liuyang",
        "刘洋",
    ] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    let staff = console.sign_in("zhoulan").await;
    let page = console.get("/users", &staff).await;
    assert!(page.body.contains("ana.costa") && page.body.contains("刘洋"));
    assert!(!page.body.contains("Sofia Rossi"), "another organization's");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_a_history_links_to_opens_wherever_one_acts(pool: PgPool) {
    sqlx::query(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, entity_id, entity_label, organization_id)
         VALUES (7, 'update', 'organization', 2, 'an act elsewhere', 2)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    let page = console.get("/organizations/2/history", &cookie).await;
    let links: Vec<String> = page
        .body
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.contains("entry="))
        .map(|href| href.replace("&amp;", "&"))
        .collect();
    assert_eq!(links.len(), 1, "{links:?}");
    let opened = console.get(&links[0], &cookie).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.body.contains("an act elsewhere"), "{}", links[0]);
    assert!(opened.body.contains("john.mbeki"), "{}", links[0]);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_page_behind_the_last_row_leads_back_to_the_first(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    // Behind the last name there could be, and before the first line of the log.
    let (name, time) = ("WyLwn5i_IiwxXQ", "WyIwIiwxXQ");
    for (path, kept) in [
        (
            format!("/users?state=active&after={name}"),
            "/users?state=active",
        ),
        (format!("/organizations?after={name}"), "/organizations"),
        (
            format!("/organizations/1/members?after={name}"),
            "/organizations/1/members",
        ),
        (format!("/audit-logs?after={time}"), "/audit-logs"),
        (format!("/users/5/history?after={time}"), "/users/5/history"),
    ] {
        let answer = console.get(&path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let back = answer
            .body
            .split("<a")
            .find(|link| link.contains("回到第一页"));
        let back = back.unwrap_or_else(|| panic!("{path} has no way back"));
        assert!(
            back.contains(&format!("href=\"{kept}\"")),
            "{path}: {back:.80}"
        );
    }
}
