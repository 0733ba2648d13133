//! Who is in a group, and who could be.

use serde_json::json;
use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{Stored, beyond, find, record};
use crate::{
    auth::{
        groups::{Member, Members},
        users::narrowing::{push_words, visible},
    },
    error::{AppError, Problem},
    list::{ListQuery, PAGE_ROWS},
    moment::Moment,
    permission::Permission,
    server::{
        Ctx, access,
        audit::Action,
        keyset::{Key, Position, Sort},
    },
};

const SORTS: [Sort; 1] = [Sort {
    name: "name",
    expression: "lower(u.display_name)",
    key: Key::Text,
}];
/// People who are offered at once; a search narrows them.
const OFFERED: i64 = 20;
/// People who are added at once at the most.
const AT_ONCE: usize = 200;

impl FromRow<'_, PgRow> for Member {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            username: row.try_get("username")?,
            since: row
                .try_get::<Option<OffsetDateTime>, _>("since")?
                .map(Moment::from),
        })
    }
}

/// Both sides: members page by page, searched by `q`, and the first of those who could be added,
/// searched by `find`.
pub async fn members(ctx: &Ctx, id: i32, query: &ListQuery) -> Result<Members, AppError> {
    let position = Position::of(query, &SORTS, false, "u.id")?;
    let mut tx = ctx.read().await?;
    access::require(&mut tx, ctx, Permission::ViewGroup, id).await?;
    let username = username(ctx);
    let narrow = |sql: &mut QueryBuilder<Postgres>| {
        sql.push(
            " FROM auth.user_groups m JOIN auth.users u ON u.id = m.user_id WHERE m.group_id = ",
        )
        .push_bind(id);
        if let Some(words) = query.search() {
            push_words(ctx, sql, words);
        }
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT {} AS sort_key, u.id::bigint AS sort_id, u.id, u.display_name AS name,
             {username} AS username, m.granted_at AS since",
        position.select_key()
    ));
    narrow(&mut sql);
    position.push_edge(&mut sql);
    position.push_order(&mut sql, PAGE_ROWS + 1);
    let inside = position.fetch_counted(&mut tx, &mut sql, narrow).await?;
    let outside = if access::may(&mut tx, ctx, Permission::ChangeGroup, id).await? {
        offered(&mut tx, ctx, id, query.get("find")).await?
    } else {
        Vec::new()
    };
    Ok(Members {
        inside,
        outside,
        beyond: beyond(&mut tx, ctx, id).await?,
    })
}

/// Colleagues are names; more is for those who may see it.
fn username(ctx: &Ctx) -> &'static str {
    if ctx.may(Permission::ViewUser) {
        "u.username"
    } else {
        "NULL::text"
    }
}

async fn offered(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    words: Option<&str>,
) -> Result<Vec<Member>, AppError> {
    let mut sql = QueryBuilder::new(format!(
        "SELECT u.id, u.display_name AS name, {} AS username, NULL::timestamptz AS since
         FROM auth.users u WHERE u.is_active AND ",
        username(ctx)
    ));
    visible(ctx, &mut sql);
    sql.push(" AND u.organization_id = (SELECT organization_id FROM auth.groups WHERE id = ")
        .push_bind(id);
    sql.push(
        ") AND NOT EXISTS (SELECT FROM auth.user_groups m WHERE m.user_id = u.id AND m.group_id = ",
    )
    .push_bind(id)
    .push(")");
    if let Some(words) = words {
        push_words(ctx, &mut sql, words);
    }
    sql.push(" ORDER BY lower(u.display_name), u.id LIMIT ")
        .push_bind(OFFERED);
    Ok(sql.build_query_as().fetch_all(&mut **tx).await?)
}

/// Puts people into a group. Those who are in it already stay as they are.
///
/// # Errors
/// [`Problem::NotHeld`] where the group may more than the caller does; [`AppError::NotFound`] for
/// somebody who is not in the group's organization.
pub async fn add_members(ctx: &Ctx, id: i32, people: &[i32]) -> Result<(), AppError> {
    if people.is_empty() {
        return Err(AppError::field("form[id]", Problem::NothingChosen));
    }
    if people.len() > AT_ONCE {
        return Err(AppError::Malformed);
    }
    let mut tx = ctx.write().await?;
    let group = find(&mut tx, ctx, Permission::ChangeGroup, id).await?;
    if !beyond(&mut tx, ctx, id).await?.is_empty() {
        return Err(AppError::field("form[id]", Problem::NotHeld));
    }
    let known = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT id) AS "count!" FROM auth.users
           WHERE id = ANY($1) AND organization_id = $2"#,
        people,
        group.organization_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let mut distinct = people.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if usize::try_from(known) != Ok(distinct.len()) {
        return Err(AppError::NotFound);
    }
    put_in(&mut tx, ctx, &group, people, None).await?;
    Ok(tx.commit().await?)
}

/// Puts those of these people into a group who belong to its organization, and writes it to the
/// audit log. `undoes` is the line of the log that took them out.
pub async fn put_in(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    group: &Stored,
    people: &[i32],
    undoes: Option<i64>,
) -> Result<(), AppError> {
    let added = sqlx::query!(
        r#"WITH added AS (
               INSERT INTO auth.user_groups (user_id, group_id, granted_by)
               SELECT id, $2, $3 FROM auth.users WHERE id = ANY($1) AND organization_id = $4
               ON CONFLICT (user_id, group_id) DO NOTHING RETURNING user_id)
           SELECT u.id, u.username FROM added JOIN auth.users u ON u.id = added.user_id
           ORDER BY u.id"#,
        people,
        group.id,
        ctx.caller.user_id,
        group.organization_id
    )
    .fetch_all(&mut **tx)
    .await?;
    if added.is_empty() {
        return Ok(());
    }
    let people: Vec<_> = added
        .into_iter()
        .map(|row| json!({ "id": row.id, "username": row.username }))
        .collect();
    let mut details = json!({ "members": people });
    if let Some(line) = undoes {
        details["undoes"] = json!(line);
    }
    record(tx, ctx, Action::AddMember, group, details).await?;
    Ok(())
}
