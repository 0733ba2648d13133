//! SQL of one's own profile. It reaches every organization, since a superuser who acts elsewhere
//! has a profile at home, and touches one row: the caller's.

use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};
use time::OffsetDateTime;
use tower_sessions::session::Id;

use super::{PasswordForm, Profile, ProfileForm, image};
use crate::{
    auth::{
        sessions::queries::{check_new_password, hold, set_password},
        users::MAX_BIO,
    },
    error::{AppError, Problem},
    facts::Theme,
    i18n::Locale,
    moment::Moment,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        passwords,
        sessions::{self, Issued, OldId},
        sign_in_delays::{Account, Attempt, Told},
    },
    validate::{Fields, none_if_empty},
};

/// A form whose fields can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    first_name: Option<String>,
    last_name: Option<String>,
    phone: Option<String>,
    bio: Option<String>,
    language: Option<String>,
    theme: String,
    shortcuts: bool,
    avatar: Avatar,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Avatar {
    Keep,
    Remove,
    Replace(String),
}

impl ProfileForm {
    /// Everything that is wrong with it, or what it says.
    pub fn validate(self) -> Result<Content, AppError> {
        let mut fields = Fields::default();
        let language = none_if_empty(self.language);
        if language
            .as_deref()
            .is_some_and(|language| language.parse::<Locale>().is_err())
        {
            fields.reject("language", Problem::NotOffered);
        }
        if Theme::parse(&self.theme).is_none() {
            fields.reject("theme", Problem::NotOffered);
        }
        let avatar = match self.avatar.as_str() {
            "" if self.remove_avatar => Avatar::Remove,
            "" => Avatar::Keep,
            address => image::checked(address).map_or_else(
                |problem| {
                    fields.reject("avatar", problem);
                    Avatar::Keep
                },
                Avatar::Replace,
            ),
        };
        let content = Content {
            first_name: none_if_empty(fields.line("first_name", &self.first_name, false, 150)),
            last_name: none_if_empty(fields.line("last_name", &self.last_name, false, 150)),
            phone: none_if_empty(fields.phone("phone", &self.phone)),
            bio: none_if_empty(fields.text("bio", &self.bio, MAX_BIO)),
            language,
            theme: self.theme,
            shortcuts: self.shortcuts,
            avatar,
        };
        fields.finish()?;
        Ok(content)
    }
}

/// The caller.
pub async fn get(ctx: &Ctx) -> Result<Profile, AppError> {
    let mut tx = ctx.write_own().await?;
    let row = sqlx::query!(
        r#"SELECT u.display_name, u.username, u.email, u.first_name, u.last_name, u.phone, u.bio,
                  u.avatar_url, u.preferences ->> 'language' AS language,
                  u.preferences ->> 'theme' AS theme,
                  coalesce(u.preferences ->> 'shortcuts' <> 'false', true) AS "shortcuts!", o.name AS "organization?", u.department,
                  u.position, u.date_joined, u.last_login, u.updated_at,
                  (SELECT count(*) FROM auth.sessions s
                   WHERE s.user_id = u.id AND s.expires_at > now()) AS "sessions!",
                  ARRAY(SELECT g.name FROM auth.user_groups m
                        JOIN auth.groups g ON g.id = m.group_id
                        WHERE m.user_id = u.id ORDER BY lower(g.name)) AS "groups!"
           FROM auth.users u LEFT JOIN auth.organizations o ON o.id = u.organization_id
           WHERE u.id = $1"#,
        ctx.caller.user_id
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(Profile {
        id: ctx.caller.user_id,
        name: row.display_name,
        username: row.username,
        email: row.email,
        role: ctx.caller.role,
        first_name: row.first_name.unwrap_or_default(),
        last_name: row.last_name.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
        bio: row.bio.unwrap_or_default(),
        avatar: row.avatar_url,
        language: row.language.unwrap_or_default(),
        theme: row
            .theme
            .unwrap_or_else(|| Theme::default().as_str().to_owned()),
        shortcuts: row.shortcuts,
        organization: row.organization,
        department: row.department,
        position: row.position,
        groups: row.groups,
        sessions: row.sessions,
        joined: row.date_joined.into(),
        last_sign_in: row.last_login.map(Moment::from),
        updated_at: row.updated_at.into(),
        now: OffsetDateTime::now_utc().into(),
    })
}

/// Changes the caller; whether anything really changed.
///
/// # Errors
/// [`Problem::Stale`] when they were changed after the form was `opened`.
pub async fn change(ctx: &Ctx, opened: Moment, content: Content) -> Result<bool, AppError> {
    let mut tx = ctx.write_own().await?;
    let row = sqlx::query!(
        r#"SELECT first_name, last_name, phone, bio, avatar_url, organization_id, updated_at,
                  preferences ->> 'language' AS language, preferences ->> 'theme' AS theme,
                  coalesce(preferences ->> 'shortcuts' <> 'false', true) AS "shortcuts!"
           FROM auth.users WHERE id = $1 FOR UPDATE"#,
        ctx.caller.user_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let avatar = match content.avatar {
        Avatar::Keep => row.avatar_url.clone(),
        Avatar::Remove => None,
        Avatar::Replace(address) => Some(address),
    };
    let before = json!({
        "first_name": row.first_name,
        "last_name": row.last_name,
        "phone": row.phone,
        "bio": row.bio,
        "language": row.language,
        "theme": row.theme.as_deref().unwrap_or(Theme::default().as_str()),
        "shortcuts": row.shortcuts,
        "avatar": row.avatar_url.as_deref().map(image::fingerprint),
    });
    let after = json!({
        "first_name": content.first_name,
        "last_name": content.last_name,
        "phone": content.phone,
        "bio": content.bio,
        "language": content.language,
        "theme": content.theme,
        "shortcuts": content.shortcuts,
        "avatar": avatar.as_deref().map(image::fingerprint),
    });
    let Some(details) = audit::difference(&before, &after) else {
        return Ok(false);
    };
    if opened != row.updated_at.into() {
        return Err(AppError::field("form[first_name]", Problem::Stale));
    }
    sqlx::query!(
        "UPDATE auth.users SET first_name = $2, last_name = $3, phone = $4, bio = $5,
             avatar_url = $6,
             -- A language that is not chosen is not remembered either.
             preferences = (coalesce(preferences, '{}') - 'language')
                 || jsonb_strip_nulls(jsonb_build_object(
                     'language', $7::text, 'theme', $8::text, 'shortcuts', $9::boolean))
         WHERE id = $1",
        ctx.caller.user_id,
        content.first_name,
        content.last_name,
        content.phone,
        content.bio,
        avatar,
        content.language,
        content.theme,
        content.shortcuts
    )
    .execute(&mut *tx)
    .await?;
    record(&mut tx, ctx, Action::Update, row.organization_id, details).await?;
    tx.commit().await?;
    Ok(true)
}

/// Changes the caller's password and ends all their sessions but this one, which goes on under a
/// new id: whoever else holds the old one is out too.
///
/// # Errors
/// [`Problem::WrongPassword`] for the current one, which counts as a failed sign-in: whoever found
/// a browser open may not guess on; what is wrong with the new one.
pub async fn change_password(
    ctx: Ctx,
    session: Id,
    form: PasswordForm,
) -> Result<Issued, AppError> {
    let wrong = AppError::field("form[current]", Problem::WrongPassword);
    let (console, user_id) = (&ctx.console, ctx.caller.user_id);
    // No transaction stays open while a password is hashed.
    let row = stored_password(&ctx).await?;
    if form.current.is_empty() {
        return Err(AppError::field("form[current]", Problem::Required));
    }
    let names = [ctx.caller.username.as_str(), row.email.as_str()];
    check_new_password(&form.password, &form.repeated, &names).finish()?;

    let attempt = attempt(&ctx, row.organization_id);
    let _turn = attempt.turn(console).await?;
    let leave = passwords::leave(console).await?;
    attempt.begin(console, &ctx.request).await?;
    let stored = Some(row.password.clone());
    let verdict = passwords::verify(console, leave, form.current, stored).await?;
    if !verdict.is_right {
        let reason = "current password";
        attempt.failed(console, &ctx.request, reason).await?;
        return Err(wrong);
    }
    let hash = passwords::hash(console, form.password).await?;

    let mut tx = ctx.write_own().await?;
    let account = hold(&mut tx, user_id).await?;
    let account = account.ok_or(AppError::SignInRequired)?;
    if account.password != row.password {
        return Err(wrong);
    }
    attempt.succeeded(&mut tx).await?;
    let organization_id = account.organization_id;
    record(
        &mut tx,
        &ctx,
        Action::ChangePassword,
        organization_id,
        json!({}),
    )
    .await?;
    let issued = sessions::rotate(&mut tx, console, session, OldId::Dies, json!({})).await?;
    set_password(&mut tx, user_id, &hash, Some(issued)).await?;
    tx.commit().await?;
    Ok(issued)
}

struct StoredPassword {
    email: String,
    password: String,
    organization_id: Option<i32>,
}

async fn stored_password(ctx: &Ctx) -> Result<StoredPassword, AppError> {
    let mut tx = ctx.write_own().await?;
    let row = sqlx::query_as!(
        StoredPassword,
        "SELECT email, password, organization_id FROM auth.users WHERE id = $1",
        ctx.caller.user_id
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(row)
}

/// Whoever is signed in is known where they are.
fn attempt(ctx: &Ctx, organization_id: Option<i32>) -> Attempt {
    let user_id = ctx.caller.user_id;
    let told = Told {
        actor: Some(user_id),
        entity_type: "user",
        entity_id: Some(user_id.into()),
        label: ctx.caller.username.clone(),
        organization_id,
    };
    Attempt::new(Account::Known(user_id), ctx.request.address, true, told)
}

async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    organization_id: Option<i32>,
    details: Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(ctx.caller.user_id.into()),
        label: &ctx.caller.username,
        organization_id,
    };
    audit::record(tx, ctx, action, subject, details).await
}

#[cfg(test)]
mod tests;
