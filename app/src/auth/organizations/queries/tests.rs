//! Organizations behind their walls: whom each caller reaches, and that a change and its audit
//! row are one.

use serde_json::json;
use sqlx::PgPool;

use super::{changes::activity, dependents::DEPENDENTS, *};
use crate::{
    auth::organizations::Content,
    error::{Problem, Usage},
    list::Count,
    server::testing,
};

const CAST: [&str; 3] = ["Northwind Labs", "晨光智能", "远山旧部"];

async fn names(ctx: &Ctx, search: &str) -> Vec<String> {
    let page = list(ctx, &ListQuery::parse(search)).await.unwrap();
    assert_eq!(
        page.count,
        Count::Exactly(i64::try_from(page.rows.len()).unwrap()),
        "{search}"
    );
    page.rows.into_iter().map(|row| row.name).collect()
}

fn content(name: &str) -> Content {
    Content {
        name: name.to_owned(),
        description: None,
        settings: None,
    }
}

async fn opened_at(owner: &PgPool, id: i32) -> crate::moment::Moment {
    let at: OffsetDateTime =
        sqlx::query_scalar("SELECT updated_at FROM auth.organizations WHERE id = $1")
            .bind(id)
            .fetch_one(owner)
            .await
            .unwrap();
    at.into()
}

/// What the audit log says about organizations: action, id, to whom the row belongs, details.
async fn trail(owner: &PgPool) -> Vec<(String, i64, Option<i32>, Value)> {
    sqlx::query_as(
        "SELECT action, entity_id, organization_id, details FROM public.audit_logs
         WHERE entity_type = 'organization' ORDER BY id",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn superusers_see_all_wherever_they_act_and_staff_their_own(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let staff = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(names(&admin, "").await, CAST);
    assert_eq!(names(&testing::everywhere(&owner).await, "").await, CAST);
    assert_eq!(names(&staff, "").await, ["Northwind Labs"]);
    assert_eq!(get(&admin, 2).await.unwrap().name, "Northwind Labs");
    assert!(get(&staff, 2).await.unwrap().is_own);
    for id in [1, 3, 4_711] {
        assert_eq!(get(&staff, id).await, Err(AppError::NotFound), "{id}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn staff_see_their_own_even_where_a_query_forgets_to_ask(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let mut tx = read(&staff).await.unwrap();
    let ids: Vec<i32> = sqlx::query_scalar("SELECT id FROM auth.organizations")
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert_eq!(ids, [2]);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn filters_and_sorts(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    assert_eq!(names(&admin, "state=inactive").await, ["远山旧部"]);
    assert_eq!(
        names(&admin, "state=active").await,
        ["Northwind Labs", "晨光智能"]
    );
    assert_eq!(names(&admin, "q=NORTH").await, ["Northwind Labs"]);
    assert_eq!(names(&admin, "q=晨光").await, ["晨光智能"]);
    assert_eq!(names(&admin, "q=光").await, ["晨光智能"]);
    assert_eq!(names(&admin, "q=n").await, ["Northwind Labs"]);
    assert_eq!(names(&admin, "q=光晨").await, Vec::<String>::new());
    assert_eq!(names(&admin, "q=%25").await, Vec::<String>::new());
    assert_eq!(
        names(&admin, "sort=-name").await,
        ["远山旧部", "晨光智能", "Northwind Labs"]
    );
    assert_eq!(
        names(&admin, "sort=created").await,
        ["远山旧部", "晨光智能", "Northwind Labs"]
    );
    assert_eq!(names(&admin, "sort=-created").await, CAST);
    assert_eq!(
        names(&admin, "id=2&id=3").await,
        ["Northwind Labs", "远山旧部"]
    );
    for forged in ["state=closed", "sort=settings", "after=x", "id=1;"] {
        let refused = list(&admin, &ListQuery::parse(forged)).await;
        assert_eq!(refused.err(), Some(AppError::Malformed), "{forged}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn counts_people_in_the_list(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let page = list(&admin, &ListQuery::default()).await.unwrap();
    assert_eq!(
        page.rows.iter().map(|row| row.members).collect::<Vec<_>>(),
        [4, 8, 0]
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn lists_the_people_of_one_organization(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let query = ListQuery::parse("sort=name");
    let page = members(&admin, 2, &query).await.unwrap();
    let names: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["John Mbeki", "Kenji Sato", "Priya Nair", "Sofia Rossi"]
    );
    let staff = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(members(&staff, 2, &query).await.unwrap().rows.len(), 4);
    assert_eq!(
        members(&staff, 1, &query).await.err(),
        Some(AppError::NotFound)
    );
    assert_eq!(
        members(&admin, 4_711, &query).await.err(),
        Some(AppError::NotFound)
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn pages_meet_without_a_gap(owner: PgPool) {
    sqlx::query(
        "INSERT INTO auth.organizations (name, created_at)
         SELECT 'Branch ' || lpad(n::text, 3, '0'), '2025-01-01'::timestamptz FROM generate_series(1, 120) n",
    )
    .execute(&owner)
    .await
    .unwrap();
    let admin = testing::ctx(&owner, "admin").await;
    for sort in ["sort=name", "sort=-name", "sort=created", "sort=-created"] {
        let mut query = ListQuery::parse(sort);
        let mut seen = Vec::new();
        let last = loop {
            let page = list(&admin, &query).await.unwrap();
            seen.extend(page.rows.iter().map(|row| row.id));
            match &page.after {
                Some(cursor) => query = ListQuery::parse(&format!("{sort}&after={cursor}")),
                None => break page,
            }
        };
        let all = seen.len();
        let second_last = &seen[50..100];
        let back = format!("{sort}&before={}", last.before.unwrap());
        let page = list(&admin, &ListQuery::parse(&back)).await.unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            second_last,
            "{sort}"
        );
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((all, seen.len()), (123, 123), "{sort}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn every_sort_and_the_search_have_an_index(owner: PgPool) {
    for statement in [
        "INSERT INTO auth.organizations (name) SELECT 'Branch ' || n FROM generate_series(1, 5000) n",
        // What was just inserted still waits in front of the search index; vacuuming files it.
        "VACUUM ANALYZE auth.organizations",
    ] {
        sqlx::query(statement).execute(&owner).await.unwrap();
    }
    let admin = testing::ctx(&owner, "admin").await;
    for (search, index) in [
        ("", "organizations_name_id_idx"),
        ("sort=-name", "organizations_name_id_idx"),
        ("sort=created", "organizations_created_at_id_idx"),
        (
            "state=active&sort=-created",
            "organizations_created_at_id_idx",
        ),
        ("q=晨光", "organizations_search_grams_idx"),
    ] {
        let query = ListQuery::parse(search);
        let position = Position::of(&query, &SORTS, false, "o.id").unwrap();
        let narrowing = Narrowing::parse(&query).unwrap();
        let mut sql = QueryBuilder::new("EXPLAIN ");
        select(&admin, &narrowing, &position, "''", PAGE_ROWS + 1, &mut sql);
        let mut tx = read(&admin).await.unwrap();
        let plan: Vec<String> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{search}\n{plan}");
        assert!(
            !plan.contains("Seq Scan on organizations"),
            "{search}\n{plan}"
        );
        assert_eq!(
            plan.contains("Sort"),
            query.search().is_some(),
            "{search}\n{plan}"
        );
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn creates_with_an_audit_row(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let id = create(&admin, content("Harbour Robotics")).await.unwrap();
    assert_eq!(get(&admin, id).await.unwrap().usages, []);
    let after = json!({ "name": "Harbour Robotics", "description": null, "settings": null });
    assert_eq!(
        trail(&owner).await,
        [(
            "create".to_owned(),
            id.into(),
            None,
            json!({ "before": null, "after": after })
        )]
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn rejects_a_duplicate_name_whatever_its_case(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let taken = AppError::field("form[name]", Problem::Taken);
    assert_eq!(
        create(&admin, content("northwind LABS")).await,
        Err(taken.clone())
    );
    let at = opened_at(&owner, 1).await;
    assert_eq!(
        change(&admin, 1, at, content("northwind labs")).await,
        Err(taken)
    );
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn says_that_settings_are_too_long(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let settings = Some(json!({ "a": "数".repeat(30_000) }));
    let refused = create(
        &admin,
        Content {
            settings,
            ..content("Harbour Robotics")
        },
    )
    .await;
    assert_eq!(
        refused,
        Err(AppError::field("form[settings]", Problem::TooLong(65_536)))
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn nothing_is_created_that_cannot_be_told(owner: PgPool) {
    sqlx::query("REVOKE INSERT ON public.audit_logs FROM terrace_app")
        .execute(&owner)
        .await
        .unwrap();
    let admin = testing::ctx(&owner, "admin").await;
    assert!(matches!(
        create(&admin, content("Harbour Robotics")).await,
        Err(AppError::Broken(_))
    ));
    assert_eq!(names(&admin, "").await, CAST);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn staff_change_their_own_and_nothing_else(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let at = opened_at(&owner, 1).await;
    assert_eq!(
        change(&staff, 1, at, content("Ours")).await,
        Err(AppError::NotFound)
    );
    assert_eq!(trail(&owner).await, []);
    let before = get(&staff, 2).await.unwrap();
    let new = Content {
        description: Some(before.description.clone()),
        settings: Some(json!({ "language": "en", "timezone": "Europe/Lisbon" })),
        ..content("Northwind Labs")
    };
    assert_eq!(
        change(&staff, 2, before.updated_at, new.clone()).await,
        Ok(true)
    );
    let details = json!({
        "before": { "settings": { "language": "en", "timezone": "Europe/London" } },
        "after": { "settings": { "language": "en", "timezone": "Europe/Lisbon" } },
    });
    assert_eq!(
        trail(&owner).await,
        [("update".to_owned(), 2, Some(2), details)]
    );
    let at = opened_at(&owner, 2).await;
    assert_eq!(
        change(&staff, 2, at, new).await,
        Ok(false),
        "nothing changed, nothing to tell"
    );
    assert_eq!(trail(&owner).await.len(), 1);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn refuses_a_form_that_was_overtaken(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let at = opened_at(&owner, 2).await;
    assert_eq!(change(&admin, 2, at, content("Northwind")).await, Ok(true));
    let stale = AppError::field("form[name]", Problem::Stale);
    assert_eq!(
        change(&admin, 2, at, content("Southwind")).await,
        Err(stale)
    );
    assert_eq!(get(&admin, 2).await.unwrap().name, "Northwind");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn deactivating_ends_the_sessions_of_its_people(owner: PgPool) {
    sqlx::query(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at)
         SELECT sha256(id::text::bytea), id, '{}', now() + interval '1 day' FROM auth.users",
    )
    .execute(&owner)
    .await
    .unwrap();
    let admin = testing::ctx(&owner, "admin").await;
    deactivate(&admin, 2).await.unwrap();
    deactivate(&admin, 2).await.unwrap();
    let left: Vec<i32> = sqlx::query_scalar("SELECT user_id FROM auth.sessions ORDER BY 1")
        .fetch_all(&owner)
        .await
        .unwrap();
    assert_eq!(left, [1, 2, 3, 4, 5, 6, 11, 12]);
    assert!(!get(&admin, 2).await.unwrap().is_active);
    reactivate(&admin, 2).await.unwrap();
    assert!(get(&admin, 2).await.unwrap().is_active);
    let mut closed = activity(false);
    closed["sessions"] = json!(4);
    assert_eq!(
        trail(&owner).await,
        [
            ("deactivate".to_owned(), 2, Some(2), closed),
            ("reactivate".to_owned(), 2, Some(2), activity(true)),
        ]
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn nobody_deactivates_their_own(owner: PgPool) {
    let yourself = AppError::field("form[id]", Problem::Yourself);
    let everywhere = testing::everywhere(&owner).await;
    assert_eq!(deactivate(&everywhere, 1).await, Err(yourself.clone()));
    let staff = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(deactivate(&staff, 2).await, Err(yourself));
    assert_eq!(deactivate(&staff, 1).await, Err(AppError::NotFound));
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn deletes_only_what_nothing_refers_to(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let used = |table: &str, rows| Usage {
        table: table.to_owned(),
        rows,
    };
    assert_eq!(
        delete(&admin, 2, "Northwind Labs").await,
        Err(AppError::InUse(vec![
            used("auth.users", 4),
            used("auth.groups", 2)
        ]))
    );
    let differs = AppError::field("form[name]", Problem::NameDiffers);
    assert_eq!(delete(&admin, 3, "远山").await, Err(differs));
    assert_eq!(trail(&owner).await, []);
    delete(&admin, 3, " 远山旧部 ").await.unwrap();
    assert_eq!(get(&admin, 3).await, Err(AppError::NotFound));
    assert_eq!(delete(&admin, 3, "远山旧部").await, Err(AppError::NotFound));
    let (action, id, belongs_to, details) = trail(&owner).await.remove(0);
    assert_eq!((action.as_str(), id, belongs_to), ("delete", 3, None));
    assert_eq!(details["before"]["name"], "远山旧部");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn an_organization_made_by_mistake_can_be_deleted(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let id = create(&admin, content("Harbour")).await.unwrap();
    let at = opened_at(&owner, id).await;
    change(&admin, id, at, content("Harbour Robotics"))
        .await
        .unwrap();
    deactivate(&admin, id).await.unwrap();
    assert_eq!(delete(&admin, id, "Harbour Robotics").await, Ok(()));
    let actions: Vec<_> = trail(&owner).await.into_iter().map(|row| row.0).collect();
    assert_eq!(actions, ["create", "update", "deactivate", "delete"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn knows_every_table_that_refers_to_organizations(owner: PgPool) {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT n.nspname || '.' || c.relname FROM pg_constraint f
         JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE f.confrelid = 'auth.organizations'::regclass AND f.contype = 'f' AND f.conparentid = 0
         ORDER BY 1",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let mut known = DEPENDENTS.map(str::to_owned);
    known.sort();
    assert_eq!(tables, known);
}
