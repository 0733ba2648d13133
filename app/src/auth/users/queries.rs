//! SQL of people. Reading stays behind the wall of the organization the caller acts in; the one
//! predicate that decides whom somebody sees is in `narrowing`, and changes ask it as well.

mod access;
mod changes;
mod deletion;
mod export;
mod stored;

pub use access::{deactivate, make_link, reactivate};
pub use changes::{change, create, form};
pub use deletion::{delete, deletion};
pub use export::{batch, begin_export, start};
pub use stored::{find, look, read, write};

use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use self::stored::is_within_rights;
use super::{
    State, User, UserFacts, UserList, UserRow,
    narrowing::{IS_INVITED, Narrowing, visible},
};
use crate::{
    error::AppError,
    list::{ListQuery, PAGE_ROWS},
    moment::Moment,
    permission::{Permission, Role},
    server::{
        Ctx,
        database::Plans,
        keyset::{Key, Position, Sort},
    },
};

/// The first is the one for those who see names only.
const SORTS: [Sort; 5] = [
    Sort {
        name: "name",
        expression: "lower(u.display_name)",
        key: Key::Text,
    },
    Sort {
        name: "username",
        expression: "lower(u.username)",
        key: Key::Text,
    },
    Sort {
        name: "email",
        expression: "lower(u.email)",
        key: Key::Text,
    },
    Sort {
        name: "joined",
        expression: "u.date_joined",
        key: Key::Time,
    },
    Sort {
        name: "last_sign_in",
        expression: "CASE WHEN u.last_login IS NULL THEN '-infinity'::timestamptz ELSE u.last_login END",
        key: Key::Time,
    },
];
/// Choices a form or filter offers at the most.
const CHOICES: usize = 200;

fn facts_columns() -> String {
    format!(
        "u.id, u.display_name, u.username, u.email, u.is_active, u.is_staff, u.is_superuser,
         u.department, u.position, u.date_joined, u.last_login, {IS_INVITED} AS is_invited,
         (SELECT o.name FROM auth.organizations o WHERE o.id = u.organization_id) AS organization"
    )
}

fn role_of(is_superuser: bool, is_staff: bool) -> Role {
    match (is_superuser, is_staff) {
        (true, _) => Role::Superuser,
        (false, true) => Role::Staff,
        (false, false) => Role::Member,
    }
}

impl FromRow<'_, PgRow> for UserFacts {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let state = match (row.try_get("is_active")?, row.try_get("is_invited")?) {
            (false, _) => State::Inactive,
            (true, true) => State::Invited,
            (true, false) => State::Active,
        };
        Ok(Self {
            username: row.try_get("username")?,
            email: row.try_get("email")?,
            role: role_of(row.try_get("is_superuser")?, row.try_get("is_staff")?),
            state,
            organization: row.try_get("organization")?,
            department: row.try_get("department")?,
            position: row.try_get("position")?,
            joined: row.try_get::<OffsetDateTime, _>("date_joined")?.into(),
            last_sign_in: row
                .try_get::<Option<OffsetDateTime>, _>("last_login")?
                .map(Moment::from),
        })
    }
}

impl FromRow<'_, PgRow> for UserRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        // A list of names selects nothing else.
        let facts = row
            .try_column("username")
            .ok()
            .map(|_| UserFacts::from_row(row))
            .transpose()?;
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("display_name")?,
            facts,
        })
    }
}

/// A page of the list.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<UserList, AppError> {
    let position = position(ctx, query)?;
    let narrowing = Narrowing::parse(ctx, query, OffsetDateTime::now_utc())?;
    let plans = match query.search() {
        None if narrowing == Narrowing::default() => Plans::Once,
        None => Plans::AsExpected,
        Some(_) => Plans::ByValues,
    };
    let mut tx = ctx.read_planned(plans).await?;
    let mut sql = QueryBuilder::new("");
    select(ctx, &narrowing, &position, PAGE_ROWS + 1, &mut sql);
    let from = |sql: &mut QueryBuilder<Postgres>| narrowing.push(ctx, sql);
    let page = position.fetch_counted(&mut tx, &mut sql, from).await?;
    let (groups, has_more_groups) = if ctx.may(Permission::ViewUser) {
        groups(&mut tx, ctx, narrowing.group()).await?
    } else {
        (Vec::new(), false)
    };
    Ok(UserList {
        page,
        groups,
        has_more_groups,
    })
}

/// How many people the caller sees, counted up to a limit.
pub async fn count(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    limit: i64,
) -> Result<i64, AppError> {
    let mut sql = QueryBuilder::new("SELECT count(*) FROM (SELECT 1");
    Narrowing::default().push(ctx, &mut sql);
    sql.push(" LIMIT ").push_bind(limit).push(") AS counted");
    Ok(sql.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// People the caller sees by words of their name or whatever else the list is searched by, the first
/// of them by name.
pub async fn find_by_words(
    ctx: &Ctx,
    words: &str,
    rows: i64,
) -> Result<Vec<(i32, String)>, AppError> {
    let query = ListQuery::default().with("q", words);
    let narrowing = Narrowing::parse(ctx, &query, OffsetDateTime::now_utc())?;
    let mut tx = ctx.read_planned(Plans::ByValues).await?;
    let mut sql = QueryBuilder::new("SELECT u.id, u.display_name");
    narrowing.push(ctx, &mut sql);
    sql.push(" ORDER BY lower(u.display_name), u.id LIMIT ")
        .push_bind(rows);
    Ok(sql.build_query_as().fetch_all(&mut *tx).await?)
}

/// Who sees names only cannot sort by anything else: an order tells as much as a column.
fn position(ctx: &Ctx, query: &ListQuery) -> Result<Position, AppError> {
    let sorts = if ctx.may(Permission::ViewUser) {
        &SORTS[..]
    } else {
        &SORTS[..1]
    };
    Position::of(query, sorts, false, "u.id")
}

/// The query of so many rows behind a position.
fn select(
    ctx: &Ctx,
    narrowing: &Narrowing,
    position: &Position,
    rows: usize,
    sql: &mut QueryBuilder<Postgres>,
) {
    let columns = if ctx.may(Permission::ViewUser) {
        facts_columns()
    } else {
        "u.id, u.display_name".to_owned()
    };
    sql.push(format_args!(
        "SELECT {columns}, {} AS sort_key, u.id::bigint AS sort_id",
        position.select_key()
    ));
    narrowing.push(ctx, sql);
    position.push_edge(sql);
    position.push_order(sql, rows);
}

/// Groups of the organization the caller acts in by name, the chosen one first where it is not among
/// them; and whether there are more.
async fn groups(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    chosen: Option<i32>,
) -> Result<(Vec<(i32, String)>, bool), AppError> {
    let begun = || {
        let mut sql = QueryBuilder::new("SELECT g.id, g.name FROM auth.groups g WHERE ");
        ctx.scope(&mut sql, "g.organization_id");
        sql
    };
    let mut sql = begun();
    sql.push(format_args!(
        " ORDER BY lower(g.name), g.id LIMIT {}",
        CHOICES + 1
    ));
    let mut choices: Vec<(i32, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    let has_more = choices.len() > CHOICES;
    choices.truncate(CHOICES);
    let is_missing = |chosen: &i32| choices.iter().all(|(id, _)| id != chosen);
    if let Some(chosen) = chosen.filter(is_missing) {
        let mut sql = begun();
        sql.push(" AND g.id = ").push_bind(chosen);
        let found = sql.build_query_as().fetch_optional(&mut **tx).await?;
        if let Some(found) = found {
            choices.insert(0, found);
        }
    }
    Ok((choices, has_more))
}

/// One person.
pub async fn get(ctx: &Ctx, id: i32) -> Result<User, AppError> {
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("SELECT ");
    sql.push(facts_columns());
    sql.push(
        ", u.organization_id, u.phone, u.bio, u.avatar_url,
         (SELECT count(*) FROM auth.sessions s WHERE s.user_id = u.id AND s.expires_at > now())
             AS sessions,
         ARRAY(SELECT g.name FROM auth.user_groups m JOIN auth.groups g ON g.id = m.group_id
               WHERE m.user_id = u.id ORDER BY lower(g.name)) AS groups
         FROM auth.users u WHERE u.id = ",
    );
    sql.push_bind(id).push(" AND ");
    visible(ctx, &mut sql);
    let row = sql.build().fetch_one(&mut *tx).await?;
    let facts = UserFacts::from_row(&row)?;
    Ok(User {
        id,
        name: row.try_get("display_name")?,
        organization_id: row.try_get("organization_id")?,
        phone: row.try_get("phone")?,
        bio: row.try_get("bio")?,
        avatar: row.try_get("avatar_url")?,
        sessions: row.try_get("sessions")?,
        groups: row.try_get("groups")?,
        is_self: id == ctx.caller.user_id,
        may_change: ctx.may(Permission::ChangeUser) && is_within_rights(ctx, facts.role),
        facts,
        link: None,
        now: OffsetDateTime::now_utc().into(),
    })
}

#[cfg(test)]
mod tests;
