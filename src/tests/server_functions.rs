//! Every registered server function: strangers are refused, those without the permission are told
//! it is not there, and none that changes something runs for a page that is not ours. The list
//! comes from the registry, so that a forgotten check fails here on the day it is written.

use std::collections::BTreeMap;

use http::{Method, Request, StatusCode, header};
use leptos::server_fn;
use serde_json::Value;
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
const EVERYONE: [&str; 12] = [
    "sign_out",
    "sign_out_everywhere",
    "list_own_devices",
    "end_own_device",
    "end_other_devices",
    "read_home",
    "list_users",
    "get_profile",
    "save_profile",
    "change_password",
    "find_anything",
    // Its own page answers a member; anybody else's is not found, which another test sees to.
    "recent_of_user",
];

/// Functions of superusers alone.
const SUPERUSERS: [&str; 2] = ["switch_organization", "delete_organization"];

/// Functions that read the audit log, which is itself written down.
const LOGGED: [&str; 5] = [
    "list_audit_logs",
    "get_audit_log",
    "history_of",
    "recent_of_user",
    "recent_of_organization",
];

/// Functions that staff may call about anything, and that then show what is theirs: lists.
const LISTS: [&str; 6] = [
    "list_organizations",
    "list_audit_logs",
    "history_of",
    "list_groups",
    "explain",
    "list_holders",
];

/// An entry of the audit log of the first organization.
const ENTRY: &str = "INSERT INTO public.audit_logs
        (id, user_id, action, entity_type, entity_id, entity_label, organization_id)
    VALUES (4711, 2, 'update', 'user', 5, 'an act of the first organization', 1)";

/// Arguments that a function accepts as far as their form goes. They are about the first
/// organization, about Ana Costa, who belongs there, and about [`ENTRY`].
fn arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "needs_set_up"
        | "sign_out"
        | "sign_out_everywhere"
        | "list_own_devices"
        | "end_other_devices"
        | "read_home"
        | "get_profile" => "",
        "end_own_device" => "form[number]=4711",
        "list_devices" => "user_id=5",
        "end_device" => "form[user_id]=5",
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
        "get_organization" => "id=1",
        "get_user" | "get_user_form" | "get_user_deletion" => "id=5",
        "get_audit_log" => "id=4711",
        "recent_of_organization" => "organization_id=1",
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
        "deactivate_organization" | "reactivate_organization" => "form[id]=1",
        "deactivate_user" | "reactivate_user" | "invite_user" | "reset_password"
        | "delete_user" => "form[id]=5",
        "delete_organization" => "form[id]=1&form[name]=晨光智能",
        "find_anything" => "words=an",
        "list_groups" => "search=",
        "get_group" | "get_group_form" | "get_group_deletion" => "id=1",
        "list_group_members" | "list_group_objects" => "id=1&search=",
        "save_group" => "form[name]=x&form[description]=",
        "delete_group" => "form[id]=1&form[name]=数据工程组",
        "add_members" => "form[group_id]=1&form[id][]=12",
        "grant_to_group" => "form[group_id]=1&form[codename][]=view_user",
        "explain" => "search=who%3Dzhoulan%26permission%3Dview_user",
        "list_holders" => "search=permission%3Dview_user",
        "get_access" => "entity=group&id=1&search=",
        "share_object" => {
            "form[entity]=group&form[id]=1&form[with][]=user:12&form[codename][]=view_group\
             &form[expires]=&form[message]="
        }
        "get_user_permissions" => "id=5",
        "grant_to_user" => "form[user_id]=5&form[codename][]=view_user",
        "get_removal" => "search=from%3Dgroup:1%26id%3D3",
        "take_away" => "form[search]=from%3Dgroup:1%26id%3D3",
        "get_outcome" => "id=4711",
        "undo_removal" => "form[id]=4711",
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

/// What a function could have written, and how much of the audit log there is.
async fn everything(pool: &PgPool) -> (Value, i64) {
    sqlx::query_as(
        "SELECT jsonb_build_object(
             'organizations', (SELECT sum(hashtext(o::text)) FROM auth.organizations o),
             'users', (SELECT sum(hashtext(u::text)) FROM auth.users u),
             'groups', (SELECT sum(hashtext(g::text)) FROM auth.groups g),
             'memberships', (SELECT sum(hashtext(m::text)) FROM auth.user_groups m),
             'grants', (SELECT sum(hashtext(g)) FROM (
                 SELECT p::text FROM auth.user_permissions p
                 UNION ALL SELECT p::text FROM auth.group_permissions p
                 UNION ALL SELECT p::text FROM auth.object_permissions p) AS granted (g)),
             'links', (SELECT sum(hashtext(l::text)) FROM auth.one_time_links l),
             -- Being used keeps a session alive.
             'sessions', (SELECT jsonb_agg(s.user_id ORDER BY s.user_id) FROM auth.sessions s)),
             (SELECT count(*) FROM public.audit_logs)",
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
async fn staff_reach_nothing_of_another_organization(pool: PgPool) {
    sqlx::query(ENTRY).execute(&pool).await.unwrap();
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("john.mbeki").await;
    for (path, method) in registered() {
        let name = name_of(&path);
        // What everybody may send is about themselves.
        if OPEN.contains(&name) || (EVERYONE.contains(&name) && method != Method::GET) {
            continue;
        }
        let arguments = match name {
            // Not somebody or something new.
            "save_user" => format!("form[id]=5&form[updated_at]=0&{}", arguments_of(&path)),
            "save_organization" | "save_group" => {
                format!("form[id]=1&form[updated_at]=0&{}", arguments_of(&path))
            }
            _ => arguments_of(&path).to_owned(),
        };
        let before = everything(&pool).await;
        let answer = console.call(&method, &path, &arguments, &cookie).await;
        let shows_own = LISTS.contains(&name) || EVERYONE.contains(&name);
        let expected = if shows_own {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(answer.status, expected, "{path}: {}", answer.body);
        for foreign in ["晨光智能", "Ana Costa", "周岚", "an act of the first"] {
            assert!(!answer.body.contains(foreign), "{path}: {}", answer.body);
        }
        let after = everything(&pool).await;
        assert_eq!(after.0, before.0, "{path} and nothing was written");
        if !(shows_own && LOGGED.contains(&name)) {
            assert_eq!(after.1, before.1, "{path} and nothing was logged");
        }
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn staff_do_not_do_what_superusers_do_nor_anything_to_them(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let before = everything(&pool).await;
    let mut tried = 0;
    for (path, method) in registered() {
        let name = name_of(&path);
        let usual = arguments_of(&path);
        // 林晓 is the superuser, of the same organization.
        let arguments = match name {
            _ if SUPERUSERS.contains(&name) => usual.to_owned(),
            // A new one.
            "save_organization" => usual.to_owned(),
            "save_user" => format!("form[id]=1&form[updated_at]=0&{usual}"),
            "get_user_form" | "get_user_deletion" => "id=1".to_owned(),
            "list_devices" => "user_id=1".to_owned(),
            "end_device" => "form[user_id]=1".to_owned(),
            _ if usual == "form[id]=5" => "form[id]=1".to_owned(),
            _ => continue,
        };
        let answer = console.call(&method, &path, &arguments, &cookie).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.body
        );
        tried += 1;
    }
    assert!(tried >= 13, "{tried}");
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
async fn reading_changes_nothing_but_the_log_of_who_read_it(pool: PgPool) {
    sqlx::query(ENTRY).execute(&pool).await.unwrap();
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    for (path, method) in registered() {
        if method != Method::GET {
            continue;
        }
        let before = everything(&pool).await;
        let answer = console
            .call(&method, &path, arguments_of(&path), &cookie)
            .await;
        let after = everything(&pool).await;
        assert_eq!(after.0, before.0, "{path}");
        let is_logged = LOGGED.contains(&name_of(&path));
        assert!(
            !is_logged || answer.status == StatusCode::OK,
            "{path}: {}",
            answer.body
        );
        assert_eq!(after.1 - before.1, i64::from(is_logged), "{path}");
    }
}
