//! Creating people and changing what is known of them and what they may do.

use serde_json::json;
use sqlx::{Postgres, QueryBuilder, Transaction};

use super::{
    CHOICES,
    access::invite,
    stored::{find, is_spare_superuser, look, read, record, write},
};
use crate::{
    auth::users::{UserForm, UserFormPage, content::Content},
    error::{AppError, Problem},
    moment::Moment,
    server::{
        Ctx,
        audit::{self, Action},
        database::{self, OnConstraint, Wall},
        keyset,
        one_time_links::Purpose,
    },
    validate::Fields,
};

/// Stands where a password hash would and is none: nobody can sign in with it.
const NO_PASSWORD: &str = "!";

/// What the database itself refuses, and under which field to say so.
const RULES: [(&str, &str, Problem); 6] = [
    ("users_username_key", "username", Problem::Taken),
    ("users_username_lower_key", "username", Problem::Taken),
    ("users_email_key", "email", Problem::Taken),
    ("users_email_lower_key", "email", Problem::Taken),
    ("users_email_check", "email", Problem::NotAnEmail),
    (
        "users_organization_id_fkey",
        "organization_id",
        Problem::NotOffered,
    ),
];

/// A form to fill in. Where there are more organizations than a list can hold, those whose name
/// holds the `sought` words.
pub async fn form(
    ctx: &Ctx,
    id: Option<i32>,
    sought: Option<&str>,
) -> Result<UserFormPage, AppError> {
    let mut page = UserFormPage {
        name: String::new(),
        form: UserForm {
            organization_id: ctx.organization_id(),
            ..UserForm::default()
        },
        organizations: Vec::new(),
        has_more_organizations: false,
        organization: ctx
            .caller
            .organization
            .as_ref()
            .map(|(_, name)| name.clone()),
        may_grant_everything: ctx.is_superuser(),
    };
    let mut tx = read(ctx).await?;
    if let Some(id) = id {
        let stored = look(&mut tx, ctx, id).await?;
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
        let (organizations, has_more) =
            organizations(&mut tx, page.form.organization_id, sought).await?;
        page.organizations = organizations;
        page.has_more_organizations = has_more;
    }
    Ok(page)
}

/// Organizations to choose from, the present one first where it is not among them; and whether there
/// are more.
async fn organizations(
    tx: &mut Transaction<'_, Postgres>,
    present: Option<i32>,
    sought: Option<&str>,
) -> Result<(Vec<(i32, String)>, bool), AppError> {
    let mut sql =
        QueryBuilder::new("SELECT o.id, o.name FROM auth.organizations o WHERE o.is_active");
    if let Some(words) = sought {
        keyset::push_search(&mut sql, "o", words);
    }
    sql.push(format_args!(
        " ORDER BY lower(o.name), o.id LIMIT {}",
        CHOICES + 1
    ));
    let mut choices: Vec<(i32, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    let has_more = choices.len() > CHOICES;
    choices.truncate(CHOICES);
    let is_missing = |present: &i32| choices.iter().all(|(id, _)| id != present);
    if let Some(present) = present.filter(is_missing) {
        let row = sqlx::query!("SELECT name FROM auth.organizations WHERE id = $1", present)
            .fetch_one(&mut **tx)
            .await?;
        choices.insert(0, (present, row.name));
    }
    Ok((choices, has_more))
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
        return Err(AppError::field(
            "form[is_superuser]",
            Problem::LastSuperuser,
        ));
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
        // So is what was granted there.
        for table in ["auth.user_permissions", "auth.object_permissions"] {
            QueryBuilder::<Postgres>::new(format!("DELETE FROM {table} WHERE user_id = "))
                .push_bind(id)
                .build()
                .execute(&mut *tx)
                .await?;
        }
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
    let mut fields = Fields::default();
    for (name, is_taken) in [("username", taken.username), ("email", taken.email)] {
        if is_taken {
            fields.reject(name, Problem::Taken);
        }
    }
    fields.finish()
}
