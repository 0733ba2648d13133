//! SQL of people. Reading stays behind the wall of the organization the caller acts in. Changes
//! made by superusers reach over it, because the last superuser may be elsewhere; whom they may
//! change is the same predicate that decides whom they see.

use serde_json::{Value, json};
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{
    COUNTED, State, User, UserDeletion, UserFacts, UserForm, UserFormPage, UserList, UserRow,
    content::Content,
    narrowing::{IS_INVITED, Narrowing, visible},
};
use crate::{
    error::{AppError, Problem, Usage},
    list::ListQuery,
    moment::Moment,
    permission::{Permission, Role},
    server::{
        Ctx,
        audit::{self, Action, Subject},
        database::{self, OnConstraint, Wall},
        keyset::{self, Key, Position, Sort},
        one_time_links::{self, Purpose},
    },
};

/// The first is the one for those who see names only.
const SORTS: [Sort; 5] = [
    Sort { name: "name", expression: "lower(u.display_name)", key: Key::Text },
    Sort { name: "username", expression: "lower(u.username)", key: Key::Text },
    Sort { name: "email", expression: "lower(u.email)", key: Key::Text },
    Sort { name: "joined", expression: "u.date_joined", key: Key::Time },
    Sort {
        name: "last_sign_in",
        expression: "coalesce(u.last_login, '-infinity'::timestamptz)",
        key: Key::Time,
    },
];
/// Stands where a password hash would and is none: nobody can sign in with it.
const NO_PASSWORD: &str = "!";
/// Choices a form or filter offers at the most.
const CHOICES: i64 = 200;

/// What the database itself refuses, and under which field to say so.
const RULES: [(&str, &str, Problem); 6] = [
    ("users_username_key", "username", Problem::Taken),
    ("users_username_lower_key", "username", Problem::Taken),
    ("users_email_key", "email", Problem::Taken),
    ("users_email_lower_key", "email", Problem::Taken),
    ("users_email_check", "email", Problem::NotAnEmail),
    ("users_organization_id_fkey", "organization_id", Problem::NotOffered),
];

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
        let facts = row.try_column("username").ok().map(|_| UserFacts::from_row(row)).transpose()?;
        Ok(Self { id: row.try_get("id")?, name: row.try_get("display_name")?, facts })
    }
}

/// A transaction for a change.
async fn write(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    if ctx.is_superuser() {
        database::begin(ctx.pool(), Wall::Every, false).await
    } else {
        ctx.write().await
    }
}

/// A page of the list.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<UserList, AppError> {
    let position = position(ctx, query)?;
    let narrowing = Narrowing::parse(ctx, query, OffsetDateTime::now_utc())?;
    let mut tx = ctx.read().await?;
    let count = keyset::count(&mut tx, |sql| narrowing.push(ctx, sql)).await?;
    let mut sql = QueryBuilder::new("");
    select(ctx, &narrowing, &position, &mut sql);
    let page = position.fetch(&mut tx, &mut sql, count).await?;
    let groups =
        if ctx.may(Permission::ViewUser) { groups(&mut tx, ctx).await? } else { Vec::new() };
    Ok(UserList { page, groups })
}

/// Who sees names only cannot sort by anything else: an order tells as much as a column.
fn position(ctx: &Ctx, query: &ListQuery) -> Result<Position, AppError> {
    let sorts = if ctx.may(Permission::ViewUser) { &SORTS[..] } else { &SORTS[..1] };
    Position::of(query, sorts, false, "u.id")
}

fn select(ctx: &Ctx, narrowing: &Narrowing, position: &Position, sql: &mut QueryBuilder<Postgres>) {
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
    position.push_order(sql);
}

/// Groups of the organization the caller acts in, by name.
async fn groups(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
) -> Result<Vec<(i32, String)>, AppError> {
    let mut sql = QueryBuilder::new("SELECT g.id, g.name FROM auth.groups g WHERE ");
    ctx.scope(&mut sql, "g.organization_id");
    sql.push(format_args!(" ORDER BY lower(g.name), g.id LIMIT {CHOICES}"));
    Ok(sql.build_query_as().fetch_all(&mut **tx).await?)
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

/// Nobody administers somebody who may do more than they do: whoever makes a password link for
/// a superuser could become one.
fn is_within_rights(ctx: &Ctx, role: Role) -> bool {
    ctx.is_superuser() || role != Role::Superuser
}

/// Somebody about to be changed, locked until the change is done.
struct Stored {
    name: String,
    content: Content,
    is_active: bool,
    has_signed_in: bool,
    updated_at: Moment,
}

/// Finds somebody the caller may change.
async fn find(connection: &mut PgConnection, ctx: &Ctx, id: i32) -> Result<Stored, AppError> {
    let mut sql = QueryBuilder::new(
        "SELECT u.display_name, u.username, u.email, u.first_name, u.last_name, u.phone,
             u.organization_id, u.department, u.position, u.bio, u.is_staff, u.is_superuser,
             u.is_active, u.last_login IS NOT NULL AS has_signed_in, u.updated_at
         FROM auth.users u WHERE u.id = ",
    );
    sql.push_bind(id).push(" AND ");
    visible(ctx, &mut sql);
    sql.push(" FOR UPDATE");
    let row = sql.build().fetch_one(connection).await?;
    let content = Content {
        username: row.try_get("username")?,
        email: row.try_get("email")?,
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        phone: row.try_get("phone")?,
        organization_id: row.try_get("organization_id")?,
        department: row.try_get("department")?,
        position: row.try_get("position")?,
        bio: row.try_get("bio")?,
        is_staff: row.try_get("is_staff")?,
        is_superuser: row.try_get("is_superuser")?,
    };
    if !is_within_rights(ctx, role_of(content.is_superuser, content.is_staff)) {
        return Err(AppError::NotFound);
    }
    Ok(Stored {
        name: row.try_get("display_name")?,
        content,
        is_active: row.try_get("is_active")?,
        has_signed_in: row.try_get("has_signed_in")?,
        updated_at: row.try_get::<OffsetDateTime, _>("updated_at")?.into(),
    })
}

/// Whether an active superuser remains without this one. Locks all of them, in one order, so that
/// of two who take each other's rights at once the second finds the first gone. Staff never get
/// here: superusers are beyond their rights.
async fn is_spare_superuser(
    connection: &mut PgConnection,
    ctx: &Ctx,
    id: i32,
) -> Result<bool, AppError> {
    if !ctx.is_superuser() {
        return Ok(true);
    }
    let active = sqlx::query_scalar!(
        "SELECT id FROM auth.users WHERE is_superuser AND is_active ORDER BY id FOR UPDATE"
    )
    .fetch_all(connection)
    .await?;
    Ok(active.iter().any(|superuser| *superuser != id))
}

/// A form to fill in.
pub async fn form(ctx: &Ctx, id: Option<i32>) -> Result<UserFormPage, AppError> {
    let mut page = UserFormPage {
        name: String::new(),
        form: UserForm { organization_id: ctx.organization_id(), ..UserForm::default() },
        organizations: Vec::new(),
        organization: ctx.caller.organization.as_ref().map(|(_, name)| name.clone()),
        may_grant_everything: ctx.is_superuser(),
    };
    let mut tx = write(ctx).await?;
    if let Some(id) = id {
        let stored = find(&mut tx, ctx, id).await?;
        page.name = stored.name;
        page.form = UserForm {
            id: Some(id),
            updated_at: stored.updated_at,
            username: stored.content.username,
            email: stored.content.email,
            first_name: stored.content.first_name.unwrap_or_default(),
            last_name: stored.content.last_name.unwrap_or_default(),
            phone: stored.content.phone.unwrap_or_default(),
            organization_id: stored.content.organization_id,
            department: stored.content.department.unwrap_or_default(),
            position: stored.content.position.unwrap_or_default(),
            bio: stored.content.bio.unwrap_or_default(),
            is_staff: stored.content.is_staff,
            is_superuser: stored.content.is_superuser,
        };
    }
    if ctx.organization_id().is_none() {
        page.organizations = sqlx::query!(
            "SELECT id, name FROM auth.organizations WHERE is_active OR id = $1
             ORDER BY lower(name), id LIMIT $2",
            page.form.organization_id,
            CHOICES
        )
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    }
    Ok(page)
}

/// Creates somebody who has no password yet; returns their id and the token of their invitation.
pub async fn create(ctx: &Ctx, mut content: Content) -> Result<(i32, String), AppError> {
    content.organization_id = ctx.organization_id().or(content.organization_id);
    content.is_superuser &= ctx.is_superuser();
    check_organization(&content)?;
    check_names(ctx, None, &content).await?;
    let mut tx = write(ctx).await?;
    let id = sqlx::query_scalar!(
        "INSERT INTO auth.users (username, email, password, first_name, last_name, phone,
             organization_id, department, position, bio, is_staff, is_superuser)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        content.username,
        content.email,
        NO_PASSWORD,
        content.first_name,
        content.last_name,
        content.phone,
        content.organization_id,
        content.department,
        content.position,
        content.bio,
        content.is_staff,
        content.is_superuser
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    let details = json!({ "before": null, "after": content.facts() });
    record(&mut tx, ctx, Action::Create, id, &content, details).await?;
    let token = invite(&mut tx, ctx, id, &content, Purpose::Invite).await?;
    tx.commit().await?;
    Ok((id, token))
}

/// Changes somebody; whether anything really changed.
///
/// # Errors
/// [`Problem::Stale`] when somebody changed them after the form was `opened`; [`Problem::Yourself`]
/// and [`Problem::LastSuperuser`] where rights would be taken that have to stay.
pub async fn change(
    ctx: &Ctx,
    id: i32,
    opened: Moment,
    mut content: Content,
) -> Result<bool, AppError> {
    check_names(ctx, Some(id), &content).await?;
    let mut tx = write(ctx).await?;
    let is_spare = is_spare_superuser(&mut tx, ctx, id).await?;
    let stored = find(&mut tx, ctx, id).await?;
    let before = stored.content;
    if ctx.organization_id().is_some() {
        // Only who acts in all organizations moves somebody from one to another.
        content.organization_id = before.organization_id;
    }
    content.is_superuser &= ctx.is_superuser();
    check_organization(&content)?;
    let Some(mut details) = audit::difference(&before.facts(), &content.facts()) else {
        return Ok(false);
    };
    if stored.updated_at != opened {
        return Err(AppError::field("form[username]", Problem::Stale));
    }
    let is_self = id == ctx.caller.user_id;
    let loses_everything = before.is_superuser && !content.is_superuser;
    if loses_everything && is_self {
        return Err(AppError::field("form[is_superuser]", Problem::Yourself));
    }
    if is_self && before.is_staff && !content.is_staff {
        return Err(AppError::field("form[is_staff]", Problem::Yourself));
    }
    if loses_everything && stored.is_active && !is_spare {
        return Err(AppError::field("form[is_superuser]", Problem::LastSuperuser));
    }
    sqlx::query!(
        "UPDATE auth.users SET username = $2, email = $3, first_name = $4, last_name = $5,
             phone = $6, organization_id = $7, department = $8, position = $9, bio = $10,
             is_staff = $11, is_superuser = $12, rights_version = rights_version + $13
         WHERE id = $1",
        id,
        content.username,
        content.email,
        content.first_name,
        content.last_name,
        content.phone,
        content.organization_id,
        content.department,
        content.position,
        content.bio,
        content.is_staff,
        content.is_superuser,
        i32::from(before.differs_in_rights(&content))
    )
    .execute(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    if before.organization_id != content.organization_id {
        // Groups are an organization's own.
        let left = sqlx::query_scalar!(
            "DELETE FROM auth.user_groups m USING auth.groups g
             WHERE g.id = m.group_id AND m.user_id = $1
               AND g.organization_id IS DISTINCT FROM $2 RETURNING g.name",
            id,
            content.organization_id
        )
        .fetch_all(&mut *tx)
        .await?;
        details["groups_left"] = json!(left);
    }
    record(&mut tx, ctx, Action::Update, id, &content, details).await?;
    tx.commit().await?;
    Ok(true)
}

/// Only superusers need not belong anywhere.
fn check_organization(content: &Content) -> Result<(), AppError> {
    if content.organization_id.is_none() && !content.is_superuser {
        return Err(AppError::field("form[organization_id]", Problem::Required));
    }
    Ok(())
}

/// People sign in by username or e-mail address: nobody may take what is the other's of somebody
/// else. The look-up reaches every organization, as the uniqueness of both does.
async fn check_names(ctx: &Ctx, id: Option<i32>, content: &Content) -> Result<(), AppError> {
    let mut tx = database::begin(ctx.pool(), Wall::Every, true).await?;
    let taken = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM auth.users
                          WHERE lower(email) = lower($1) AND id <> $3) AS "username!",
                  EXISTS (SELECT FROM auth.users
                          WHERE lower(username) = lower($2) AND id <> $3) AS "email!""#,
        content.username,
        content.email,
        id.unwrap_or_default()
    )
    .fetch_one(&mut *tx)
    .await?;
    let mut fields = crate::validate::Fields::default();
    for (name, is_taken) in [("username", taken.username), ("email", taken.email)] {
        if is_taken {
            fields.reject(name, Problem::Taken);
        }
    }
    fields.finish()
}

/// Keeps somebody from signing in, and ends their sessions.
///
/// # Errors
/// [`Problem::Yourself`], [`Problem::LastSuperuser`].
pub async fn deactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let is_spare = is_spare_superuser(&mut tx, ctx, id).await?;
    let stored = find(&mut tx, ctx, id).await?;
    keep(ctx, id, &stored, is_spare)?;
    if !stored.is_active {
        return Ok(());
    }
    sqlx::query!("UPDATE auth.users SET is_active = false WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let ended = sqlx::query!("DELETE FROM auth.sessions WHERE user_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    let mut details = activity(false);
    details["sessions"] = json!(ended);
    record(&mut tx, ctx, Action::Deactivate, id, &stored.content, details).await?;
    Ok(tx.commit().await?)
}

/// Nobody shuts themselves out, and one superuser stays.
fn keep(ctx: &Ctx, id: i32, stored: &Stored, is_spare: bool) -> Result<(), AppError> {
    if id == ctx.caller.user_id {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    if stored.content.is_superuser && stored.is_active && !is_spare {
        return Err(AppError::field("form[id]", Problem::LastSuperuser));
    }
    Ok(())
}

/// Lets somebody sign in again.
pub async fn reactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let stored = find(&mut tx, ctx, id).await?;
    if stored.is_active {
        return Ok(());
    }
    sqlx::query!("UPDATE auth.users SET is_active = true WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    record(&mut tx, ctx, Action::Reactivate, id, &stored.content, activity(true)).await?;
    Ok(tx.commit().await?)
}

fn activity(is_active: bool) -> Value {
    json!({ "before": { "is_active": !is_active }, "after": { "is_active": is_active } })
}

/// Makes a one-time link for somebody active and returns its token: an invitation for who never
/// signed in, a new password for who did.
pub async fn make_link(ctx: &Ctx, id: i32, purpose: Purpose) -> Result<String, AppError> {
    let mut tx = write(ctx).await?;
    let stored = find(&mut tx, ctx, id).await?;
    if id == ctx.caller.user_id {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    if !stored.is_active || stored.has_signed_in != (purpose == Purpose::PasswordReset) {
        return Err(AppError::Malformed);
    }
    let token = invite(&mut tx, ctx, id, &stored.content, purpose).await?;
    tx.commit().await?;
    Ok(token)
}

async fn invite(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    content: &Content,
    purpose: Purpose,
) -> Result<String, AppError> {
    let token = one_time_links::create(tx, ctx, id, purpose).await?;
    let action = match purpose {
        Purpose::Invite => Action::Invite,
        Purpose::PasswordReset => Action::ResetPassword,
    };
    record(tx, ctx, action, id, content, json!({})).await?;
    Ok(token)
}

/// Who would be deleted, and what refers to them.
pub async fn deletion(ctx: &Ctx, id: i32) -> Result<UserDeletion, AppError> {
    let mut tx = begin_deletion(ctx).await?;
    let stored = find(&mut tx, ctx, id).await?;
    Ok(UserDeletion {
        id,
        name: stored.name,
        username: stored.content.username,
        is_active: stored.is_active,
        usages: usages(&mut tx, id).await?,
    })
}

/// Deletes somebody to whom nothing refers.
///
/// # Errors
/// [`Problem::Yourself`], [`Problem::LastSuperuser`]; [`AppError::InUse`] with what refers to them.
pub async fn delete(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = begin_deletion(ctx).await?;
    let is_spare = is_spare_superuser(&mut tx, ctx, id).await?;
    // The lock keeps everybody from referring to them between the count and the deletion.
    let stored = find(&mut tx, ctx, id).await?;
    keep(ctx, id, &stored, is_spare)?;
    let usages = usages(&mut tx, id).await?;
    if !usages.is_empty() {
        return Err(AppError::InUse(usages));
    }
    sqlx::query!("DELETE FROM auth.users WHERE id = $1", id).execute(&mut *tx).await?;
    let details = json!({ "before": stored.content.facts(), "after": null });
    record(&mut tx, ctx, Action::Delete, id, &stored.content, details).await?;
    Ok(tx.commit().await?)
}

/// Who moved from one organization to another is referred to in both: what keeps somebody from
/// being deleted is counted everywhere, as the foreign keys look everywhere.
async fn begin_deletion(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    database::begin(ctx.pool(), Wall::Every, false).await
}

/// What refers to somebody and would keep them from being deleted, most numerous first. The
/// catalogue knows the foreign keys, so that a new table cannot be forgotten.
async fn usages(connection: &mut PgConnection, id: i32) -> Result<Vec<Usage>, AppError> {
    let references = sqlx::query!(
        r#"SELECT n.nspname || '.' || c.relname AS "name!",
                  format('%I.%I', n.nspname, c.relname) AS "table!",
                  format('%I', a.attname) AS "column!"
           FROM pg_constraint k
           JOIN pg_class c ON c.oid = k.conrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
           WHERE k.contype = 'f' AND k.confrelid = 'auth.users'::regclass AND k.conparentid = 0
             AND k.confdeltype IN ('r', 'a')
           ORDER BY 1, 3"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut sql = QueryBuilder::new("SELECT name, sum(rows)::bigint FROM (");
    for (index, reference) in references.iter().enumerate() {
        sql.push(if index == 0 { "SELECT " } else { " UNION ALL SELECT " });
        sql.push_bind(reference.name.clone());
        sql.push(format_args!(
            "::text AS name, (SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} = ",
            reference.table, reference.column
        ));
        sql.push_bind(id).push(format_args!(" LIMIT {COUNTED}) AS counted) AS rows"));
    }
    sql.push(") AS dependent WHERE rows > 0 GROUP BY name ORDER BY 2 DESC, 1");
    let rows: Vec<(String, i64)> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(table, rows)| Usage { table, rows }).collect())
}

/// Writes that the list is exported, with how many rows it has; returns that number. It is written
/// before the first row leaves, because whoever breaks off the download has read what they have.
pub async fn begin_export(
    ctx: &Ctx,
    narrowing: &Narrowing,
    filters: Value,
) -> Result<i64, AppError> {
    let mut tx = ctx.write().await?;
    let mut sql = QueryBuilder::new("SELECT count(*)");
    narrowing.push(ctx, &mut sql);
    let rows: i64 = sql.build_query_scalar().fetch_one(&mut *tx).await?;
    let subject = Subject {
        entity_type: "user",
        entity_id: None,
        label: "",
        organization_id: ctx.organization_id(),
    };
    let details = json!({ "rows": rows, "filters": filters });
    audit::record(&mut tx, ctx, Action::Export, subject, details).await?;
    tx.commit().await?;
    Ok(rows)
}

/// The next `rows` people of an export behind an id, in the order of their ids.
pub async fn export(
    ctx: &Ctx,
    narrowing: &Narrowing,
    after: i32,
    rows: i64,
) -> Result<Vec<UserRow>, AppError> {
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("SELECT ");
    sql.push(facts_columns());
    narrowing.push(ctx, &mut sql);
    sql.push(" AND u.id > ").push_bind(after).push(" ORDER BY u.id LIMIT ").push_bind(rows);
    Ok(sql.build_query_as().fetch_all(&mut *tx).await?)
}

/// Writes to the audit log what was done to somebody.
async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    id: i32,
    content: &Content,
    details: Value,
) -> Result<(), AppError> {
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(id.into()),
        label: &content.username,
        organization_id: content.organization_id,
    };
    audit::record(tx, ctx, action, subject, details).await
}

#[cfg(test)]
mod tests;
