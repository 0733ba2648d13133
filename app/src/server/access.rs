//! Who may do what to which object, as one condition of SQL. Every list, count, search, export and
//! detail pushes it; the explainer and the warnings before something is taken away push the same
//! about other people. The rules:
//!
//! - a superuser may everything everywhere, staff what administering its organization takes;
//! - whoever made an object may view, change and delete it;
//! - what is public may be viewed by everybody in its organization;
//! - the rest is granted: a permission to somebody or to a group, for all objects of a kind or
//!   for one, perhaps until a moment.
//!
//! Nothing crosses from one organization to another, and whoever is deactivated may nothing.

use sqlx::{Postgres, QueryBuilder, Transaction};

use super::Ctx;
use crate::{
    error::AppError,
    permission::{Entity, Permission, Role, Verb},
};

/// Whose rights a condition is about.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// The caller's: what they hold is known already, so that the condition is short.
    Caller(&'a Ctx),
    /// Those of the row of `auth.users` that has this name in the query.
    Person(&'static str),
}

/// The first wall and the rights behind it: the objects `o` of a kind that the caller may view, in
/// the organization they act in.
pub fn visible(ctx: &Ctx, entity: Entity, sql: &mut QueryBuilder<Postgres>) {
    ctx.scope(sql, "o.organization_id");
    sql.push(" AND ");
    match Permission::of(entity, Verb::View) {
        Some(permission) => push_allowed(sql, Who::Caller(ctx), permission),
        None => _ = sql.push("false"),
    }
}

/// Whether the caller may do it to one object, wherever they act at the moment.
///
/// # Errors
/// What the database says; that they may not is no error.
pub async fn may(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    permission: Permission,
    id: i32,
) -> Result<bool, AppError> {
    let Some(table) = permission.entity().and_then(Entity::table) else {
        return Ok(ctx.may(permission));
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT EXISTS (SELECT FROM {table} o WHERE o.id = "
    ));
    sql.push_bind(id).push(" AND ");
    ctx.scope(&mut sql, "o.organization_id");
    sql.push(" AND ");
    push_allowed(&mut sql, Who::Caller(ctx), permission);
    sql.push(")");
    Ok(sql.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The same, as every server function about one object begins.
///
/// # Errors
/// [`AppError::NotFound`] where they may not: it looks as if it were not there.
pub async fn require(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    permission: Permission,
    id: i32,
) -> Result<(), AppError> {
    if may(tx, ctx, permission, id).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Pushes the condition that somebody may do something to the object `o`. For the caller the
/// organization is the list's own scope; for others it is part of the condition.
pub fn push_allowed(sql: &mut QueryBuilder<Postgres>, who: Who<'_>, permission: Permission) {
    match who {
        Who::Caller(ctx) if ctx.may(permission) => _ = sql.push("true"),
        Who::Caller(ctx) => {
            sql.push("(");
            push_granted_to_caller(sql, ctx, permission);
            if permission.belongs_to_creators() {
                sql.push(" OR o.created_by = ")
                    .push_bind(ctx.caller.user_id);
            }
            push_public(sql, permission);
            sql.push(")");
        }
        Who::Person(u) => {
            push_works_in(sql, u);
            sql.push(format_args!(
                "({u}.is_superuser OR {u}.organization_id = o.organization_id AND ("
            ));
            push_held(sql, u, permission);
            sql.push(" OR ");
            push_granted_to(sql, u, permission);
            if permission.belongs_to_creators() {
                sql.push(format_args!(" OR o.created_by = {u}.id"));
            }
            push_public(sql, permission);
            sql.push(")))");
        }
    }
}

/// Pushes the condition that a person holds a permission for everything of its kind, where they
/// may do anything at all.
pub fn push_holds(sql: &mut QueryBuilder<Postgres>, u: &str, permission: Permission) {
    push_works_in(sql, u);
    sql.push(format_args!("({u}.is_superuser OR "));
    push_held(sql, u, permission);
    sql.push("))");
}

/// Pushes `(… AND `, to be closed: nobody may anything who is deactivated, or whose organization is.
fn push_works_in(sql: &mut QueryBuilder<Postgres>, u: &str) {
    sql.push(format_args!(
        "({u}.is_active AND ({u}.is_superuser OR EXISTS (SELECT FROM auth.organizations a
             WHERE a.id = {u}.organization_id AND a.is_active)) AND "
    ));
}

/// Pushes the condition that a person holds a permission for all objects of its kind in their
/// organization: by their role, granted to them, or granted to a group of theirs.
fn push_held(sql: &mut QueryBuilder<Postgres>, u: &str, permission: Permission) {
    let id = id_of(permission);
    sql.push("(");
    if permission.comes_with(Role::Staff) {
        sql.push(format_args!("{u}.is_staff OR "));
    }
    if permission.comes_with(Role::Member) {
        sql.push("true OR ");
    }
    sql.push(format_args!(
        "EXISTS (SELECT FROM auth.user_permissions p
                 WHERE p.user_id = {u}.id AND p.permission_id = {id})
         OR EXISTS (SELECT FROM auth.user_groups m
                    JOIN auth.group_permissions p ON p.group_id = m.group_id
                    WHERE m.user_id = {u}.id AND p.permission_id = {id}))"
    ));
}

/// The ids in an array of their own, found before anything else: the planner then looks these rows
/// up, together with those of the other conditions, instead of walking through all there are.
fn push_granted_to_caller(sql: &mut QueryBuilder<Postgres>, ctx: &Ctx, permission: Permission) {
    if !permission.is_about_objects() {
        sql.push("false");
        return;
    }
    let id = id_of(permission);
    sql.push(format_args!(
        "o.id = ANY (ARRAY(
            SELECT g.object_pk::integer FROM auth.object_permissions g
            WHERE g.user_id = "
    ));
    sql.push_bind(ctx.caller.user_id);
    sql.push(format_args!(
        " AND g.permission_id = {id} AND {NOT_EXPIRED}
            UNION ALL
            SELECT g.object_pk::integer FROM auth.object_permissions g
            WHERE g.group_id = ANY ("
    ));
    sql.push_bind(ctx.caller.groups.clone());
    sql.push(format_args!(
        ") AND g.permission_id = {id} AND {NOT_EXPIRED}))"
    ));
}

fn push_granted_to(sql: &mut QueryBuilder<Postgres>, u: &str, permission: Permission) {
    if !permission.is_about_objects() {
        sql.push("false");
        return;
    }
    let id = id_of(permission);
    sql.push(format_args!(
        "EXISTS (SELECT FROM auth.object_permissions g
                 WHERE g.user_id = {u}.id AND g.permission_id = {id} AND g.object_pk = o.id::text
                   AND {NOT_EXPIRED})
         OR EXISTS (SELECT FROM auth.user_groups m
                    JOIN auth.object_permissions g ON g.group_id = m.group_id
                    WHERE m.user_id = {u}.id AND g.permission_id = {id}
                      AND g.object_pk = o.id::text AND {NOT_EXPIRED})"
    ));
}

fn push_public(sql: &mut QueryBuilder<Postgres>, permission: Permission) {
    if permission.verb() == Verb::View && permission.entity().is_some_and(Entity::can_be_public) {
        sql.push(" OR o.is_public");
    }
}

/// A grant counts until its moment, to the second, whether it was swept away or not.
pub const NOT_EXPIRED: &str = "(g.expires_at IS NULL OR g.expires_at > now())";

/// The id of a permission, found once a query. Codenames are ours: nothing to escape.
pub fn id_of(permission: Permission) -> String {
    format!(
        "(SELECT id FROM auth.permissions WHERE codename = '{}')",
        permission.codename()
    )
}

#[cfg(test)]
mod tests;
