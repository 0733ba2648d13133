//! People behind their walls: whom each caller sees, in lists, details and exports.

mod changing;

use std::collections::HashSet;

use serde_json::{Value, json};
use sqlx::PgPool;

use self::changing::somebody;
use super::{stored::write, *};
use crate::{
    list::Count,
    server::{one_time_links::Purpose, testing},
};

/// Everybody of the first organization, in the order of the list.
const CHENGUANG: [&str; 8] = [
    "Ana Costa",
    "刘洋",
    "周岚",
    "林晓",
    "王一诺",
    "访客",
    "陈默",
    "韩梅梅",
];
const NORTHWIND: [&str; 4] = ["John Mbeki", "Kenji Sato", "Priya Nair", "Sofia Rossi"];

async fn names(ctx: &Ctx, search: &str) -> Vec<String> {
    let page = list(ctx, &ListQuery::parse(search)).await.unwrap().page;
    assert_eq!(
        page.count,
        Count::Exactly(i64::try_from(page.rows.len()).unwrap()),
        "{search}"
    );
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn sorted(ctx: &Ctx, search: &str) -> Vec<String> {
    let mut names = names(ctx, search).await;
    names.sort();
    names
}

/// What the audit log says about people: action, whom about, details; oldest first.
async fn trail(owner: &PgPool) -> Vec<(String, Option<i64>, Value)> {
    sqlx::query_as(
        "SELECT action, entity_id, details FROM public.audit_logs
         WHERE entity_type = 'user' ORDER BY id",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn everybody_sees_their_own_organization(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let everywhere = testing::everywhere(&owner).await;
    let staff = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(names(&admin, "").await, CHENGUANG);
    assert_eq!(names(&staff, "").await, NORTHWIND);
    assert_eq!(names(&everywhere, "").await.len(), 12);
    assert_eq!(get(&staff, 8).await.unwrap().facts.username, "sofia.rossi");
    for id in [1, 3, 4_711, 0, -1] {
        assert_eq!(get(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(
            form(&staff, Some(id), None).await,
            Err(AppError::NotFound),
            "{id}"
        );
        assert_eq!(deletion(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(
            deactivate(&staff, id).await,
            Err(AppError::NotFound),
            "{id}"
        );
        assert_eq!(
            reactivate(&staff, id).await,
            Err(AppError::NotFound),
            "{id}"
        );
        assert_eq!(delete(&staff, id).await, Err(AppError::NotFound), "{id}");
        let content = somebody("nobody");
        assert_eq!(
            change(&staff, id, Moment(0), content).await,
            Err(AppError::NotFound),
            "{id}"
        );
        let refused = make_link(&staff, id, Purpose::PasswordReset).await;
        assert_eq!(refused, Err(AppError::NotFound), "{id}");
    }
    assert_eq!(
        get(&admin, 8).await,
        Err(AppError::NotFound),
        "a superuser who acts elsewhere"
    );
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn staff_see_their_own_even_where_a_query_forgets_to_ask(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    for mut tx in [staff.read().await.unwrap(), write(&staff).await.unwrap()] {
        let ids: Vec<i32> = sqlx::query_scalar("SELECT id FROM auth.users ORDER BY id")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(ids, [7, 8, 9, 10]);
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn colleagues_are_names_and_nothing_can_be_found_out_by_asking(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let list_of = async |search: &str| list(&member, &ListQuery::parse(search)).await;
    let all = list_of("").await.unwrap();
    assert_eq!(all.groups, []);
    assert!(all.page.rows.iter().all(|row| row.facts.is_none()));
    let active: Vec<_> = CHENGUANG
        .into_iter()
        .filter(|name| *name != "刘洋")
        .collect();
    assert_eq!(names(&member, "").await, active);
    assert_eq!(names(&member, "q=林晓").await, ["林晓"]);
    assert_eq!(
        names(&member, "q=chenguang.example").await,
        Vec::<String>::new()
    );
    assert_eq!(names(&member, "q=wangyinuo").await, Vec::<String>::new());
    for ignored in [
        "role=superuser",
        "state=inactive",
        "department=数据部",
        "group=1",
        "id=1",
    ] {
        assert_eq!(names(&member, ignored).await, active, "{ignored}");
    }
    for sort in ["joined", "email", "username", "last_sign_in"] {
        assert_eq!(
            list_of(&format!("sort={sort}")).await,
            Err(AppError::Malformed),
            "{sort}"
        );
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn filters_narrow_the_list(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let link = "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at)
                VALUES (12, 'invite', 'x', now() + interval '1 day')";
    sqlx::query(link).execute(&owner).await.unwrap();
    for (search, expected) in [
        ("role=superuser", vec!["林晓"]),
        ("role=staff", vec!["周岚"]),
        ("state=inactive", vec!["刘洋"]),
        ("state=invited", vec!["访客"]),
        ("group=1", vec!["陈默", "韩梅梅"]),
        ("group=5", vec![]),
        ("department=平台部", vec!["周岚", "林晓"]),
        ("department=平台", vec![]),
        ("from=2025-03-03&to=2025-03-03", vec!["韩梅梅"]),
        ("from=2025-01-01", vec!["访客", "韩梅梅"]),
        ("to=2024-03-19T00:00", vec!["林晓"]),
        ("joined=7d", vec![]),
        ("q=梅梅", vec!["韩梅梅"]),
        ("q=COSTA", vec!["Ana Costa"]),
        ("q=chenguang.example&role=staff", vec!["周岚"]),
        ("q=%25", vec![]),
        ("q=n&state=inactive", vec!["刘洋"]),
        ("id=3&id=8&id=5", vec!["Ana Costa", "陈默"]),
    ] {
        assert_eq!(sorted(&admin, search).await, expected, "{search}");
    }
    assert_eq!(names(&admin, "state=active").await.len(), 6);
    for forged in [
        "role=root",
        "state=new",
        "group=x",
        "joined=1y",
        "from=x",
        "id=1;",
        "sort=password",
    ] {
        let refused = list(&admin, &ListQuery::parse(forged)).await;
        assert_eq!(refused, Err(AppError::Malformed), "{forged}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn every_sort_pages_through_everybody_once(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    for sort in [
        "name",
        "-name",
        "username",
        "-email",
        "joined",
        "-joined",
        "last_sign_in",
        "-last_sign_in",
    ] {
        let mut seen = Vec::new();
        let mut query = ListQuery::parse(&format!("sort={sort}&q=crowd&department=Hall 1"));
        loop {
            let page = list(&admin, &query).await.unwrap().page;
            seen.extend(page.rows.iter().map(|row| row.id));
            let Some(after) = page.after else { break };
            query = query.here_with("after", &after);
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((all, seen.len()), (400, 400), "{sort}");
    }
}

/// Four thousand people of the first organization.
async fn crowd(owner: &PgPool) {
    sqlx::raw_sql(
        "INSERT INTO auth.users (organization_id, username, email, password, department,
             is_active, is_staff, is_superuser, date_joined, last_login)
         SELECT 1, 'crowd' || n, 'crowd' || n || '@crowd.example', '!', 'Hall ' || n % 10,
             n % 50 > 0, n % 40 = 0, n % 2000 = 0, timestamptz '2025-01-01' + n % 900 * interval '1 hour',
             CASE WHEN n % 3 > 0 THEN timestamptz '2026-01-01' + n % 700 * interval '1 hour' END
         FROM generate_series(1, 4000) n",
    )
    .execute(owner)
    .await
    .unwrap();
    // As autovacuum would: a search index is read in vain while its entries wait to be sorted in.
    sqlx::query("VACUUM ANALYZE auth.users")
        .execute(owner)
        .await
        .unwrap();
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn every_sort_and_filter_has_an_index(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    let everywhere = testing::everywhere(&owner).await;
    for (ctx, search, index) in [
        (&admin, "", "users_organization_id_display_name_idx"),
        (
            &admin,
            "sort=-name",
            "users_organization_id_display_name_idx",
        ),
        (
            &admin,
            "sort=username",
            "users_organization_id_username_idx",
        ),
        (&admin, "sort=email", "users_organization_id_email_idx"),
        (
            &admin,
            "sort=joined",
            "users_organization_id_date_joined_idx",
        ),
        (
            &admin,
            "sort=last_sign_in",
            "users_organization_id_last_login_idx",
        ),
        (
            &admin,
            "sort=-joined&state=inactive",
            "users_organization_id_is_active_idx",
        ),
        (
            &admin,
            "sort=-joined&role=staff",
            "users_organization_id_is_staff_idx",
        ),
        (
            &admin,
            "sort=-joined&role=superuser",
            "users_is_superuser_idx",
        ),
        (
            &admin,
            "sort=-joined&department=Hall 1",
            "users_organization_id_department_idx",
        ),
        (
            &admin,
            "sort=joined&from=2025-02-01",
            "users_organization_id_date_joined_idx",
        ),
        (&admin, "q=梅梅", "users_search_grams_idx"),
        (&admin, "group=1", "user_groups_group_id_idx"),
        (&everywhere, "", "users_display_name_id_idx"),
        (&everywhere, "sort=username", "users_username_id_idx"),
        (&everywhere, "sort=email", "users_email_id_idx"),
        (&everywhere, "sort=-joined", "users_date_joined_id_idx"),
        (&everywhere, "sort=-last_sign_in", "users_last_login_id_idx"),
    ] {
        let query = ListQuery::parse(search);
        let narrowing = Narrowing::parse(ctx, &query, OffsetDateTime::now_utc()).unwrap();
        let mut sql = QueryBuilder::new("EXPLAIN ");
        let position = position(ctx, &query).unwrap();
        select(ctx, &narrowing, &position, PAGE_ROWS + 1, &mut sql);
        let mut tx = ctx.read().await.unwrap();
        // The groups of a dozen people fit on one page, which is read without an index.
        if search.starts_with("group") {
            sqlx::query("SET LOCAL enable_seqscan = off")
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        let plan: Vec<String> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{search}\n{plan}");
        assert!(!plan.contains("Seq Scan on users"), "{search}\n{plan}");
        let gathers_first = search.starts_with("q=") || search.starts_with("group");
        assert_eq!(plan.contains("Sort Key"), gathers_first, "{search}\n{plan}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn an_export_holds_what_the_list_holds_and_is_written_down(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    let orders: [(&str, fn(&[UserRow]) -> bool); 2] =
        [("sort=name", by_name), ("sort=-joined", latest_first)];
    for (sort, is_in_order) in orders {
        let query = ListQuery::parse(&format!("q=crowd&state=active&{sort}&after=WyJ6Iiw3XQ"));
        let narrowing = Narrowing::parse(&admin, &query, OffsetDateTime::now_utc()).unwrap();
        let filters = super::super::narrowing::filters_of(&query);
        assert_eq!(begin_export(&admin, &narrowing, filters).await, Ok(3_920));
        let mut position = start(&admin, &query).unwrap();
        let mut rows = Vec::new();
        loop {
            let more = batch(&admin, &narrowing, &mut position).await.unwrap();
            if more.is_empty() {
                break;
            }
            rows.extend(more);
        }
        let once: HashSet<i32> = rows.iter().map(|row| row.id).collect();
        assert_eq!((rows.len(), once.len()), (3_920, 3_920), "{sort}");
        assert!(is_in_order(&rows), "{sort}");
    }
    let details = json!({ "rows": 3_920, "filters": { "q": "crowd", "state": "active" } });
    let row = ("export".to_owned(), None, details);
    assert_eq!(trail(&owner).await, [row.clone(), row]);
}

fn by_name(rows: &[UserRow]) -> bool {
    rows.is_sorted_by_key(|row| row.name.to_lowercase())
}

fn latest_first(rows: &[UserRow]) -> bool {
    let joined = |row: &UserRow| row.facts.as_ref().unwrap().joined;
    rows.is_sorted_by(|a, b| joined(a) >= joined(b))
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_page_whose_rows_are_gone_leads_back(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    for sort in ["name", "-name", "joined", "-last_sign_in"] {
        let search = format!("sort={sort}&q=crowd&department=Hall 1");
        let first = list(&admin, &ListQuery::parse(&search)).await.unwrap().page;
        let edge = format!("{search}&after={}", first.after.unwrap());
        let kept: Vec<i32> = first.rows.iter().map(|row| row.id).collect();
        let mut tx = owner.begin().await.unwrap();
        sqlx::query("UPDATE auth.users SET department = 'Hall 2' WHERE department = 'Hall 1' AND id <> ALL($1)")
            .bind(&kept)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let gone = list(&admin, &ListQuery::parse(&edge)).await.unwrap().page;
        assert_eq!((gone.rows.len(), gone.after), (0, None), "{sort}");
        let back = format!("{search}&before={}", gone.before.unwrap());
        let back = list(&admin, &ListQuery::parse(&back)).await.unwrap().page;
        let found: Vec<i32> = back.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, kept, "{sort}: the row at the edge included");
        sqlx::query("UPDATE auth.users SET department = 'Hall 1' WHERE department = 'Hall 2' AND username LIKE 'crowd%1'")
            .execute(&owner)
            .await
            .unwrap();
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn choices_that_are_cut_short_hold_what_is_chosen_and_can_be_searched(owner: PgPool) {
    sqlx::raw_sql(
        "INSERT INTO auth.organizations (name) SELECT 'Branch ' || n FROM generate_series(1, 250) n;
         INSERT INTO auth.groups (name, organization_id) SELECT 'A ' || n, 1 FROM generate_series(1, 250) n;
         INSERT INTO auth.groups (id, name, organization_id) VALUES (900, 'zz', 1), (901, 'zz', 2);
         INSERT INTO auth.user_groups (user_id, group_id) VALUES (4, 900);",
    )
    .execute(&owner)
    .await
    .unwrap();
    let all = testing::everywhere(&owner).await;
    let page = form(&all, Some(8), None).await.unwrap();
    assert_eq!(page.organizations.len(), 201);
    assert!(page.has_more_organizations);
    assert_eq!(page.organizations[0], (2, "Northwind Labs".to_owned()));
    let page = form(&all, Some(8), Some("branch 25")).await.unwrap();
    let names: Vec<_> = page
        .organizations
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    assert_eq!(names, ["Northwind Labs", "Branch 25", "Branch 250"]);
    assert!(!page.has_more_organizations);

    let admin = testing::ctx(&owner, "admin").await;
    let list_of = async |search: &str| list(&admin, &ListQuery::parse(search)).await.unwrap();
    let unchosen = list_of("").await;
    assert_eq!(
        (unchosen.groups.len(), unchosen.has_more_groups),
        (200, true)
    );
    let chosen = list_of("group=900").await;
    assert_eq!(chosen.groups[0], (900, "zz".to_owned()));
    assert_eq!(names_of(&chosen), ["王一诺"]);
    assert_eq!(names_of(&list_of("group_name=ZZ").await), ["王一诺"]);
    let foreign = list_of("group=901").await;
    assert_eq!((foreign.groups.len(), foreign.page.rows.len()), (200, 0));
}

fn names_of(list: &UserList) -> Vec<&str> {
    list.page.rows.iter().map(|row| row.name.as_str()).collect()
}
