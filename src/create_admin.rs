//! `terrace create-admin`: a superuser by command, held to the rules that the forms hold people to.

use std::io::{Read, Write};

use app::{
    error::{AppError, Problem},
    i18n::Locale,
    server::{
        Console,
        audit::{self, Action, Actor, Subject},
        passwords,
        request::RequestFacts,
    },
    ui::problem_words,
    validate::Fields,
};
use serde_json::{Value, json};
use sqlx::{Connection, PgPool, Postgres, Transaction};

use crate::{
    cli::CommandError,
    config::Config,
    database::{DatabaseError, connect_over_walls, migrate},
};

/// Longer than any password may be.
const MOST_BYTES: u64 = 4096;

/// Somebody to be created, checked as far as that goes without the database.
pub struct NewAdmin {
    username: String,
    email: String,
    organization: String,
    password: String,
}

/// Reads the password from standard input, on a thread that may wait there for ever.
pub async fn read_password() -> Result<String, CommandError> {
    let read = tokio::task::spawn_blocking(|| {
        let mut password = String::new();
        std::io::stdin()
            .take(MOST_BYTES)
            .read_to_string(&mut password)?;
        Ok::<_, std::io::Error>(password.trim_end_matches(['\r', '\n']).to_owned())
    });
    Ok(read.await.map_err(std::io::Error::other)??)
}

impl NewAdmin {
    /// Everything that is wrong with what was given, or somebody to create.
    pub fn new(
        username: &str,
        email: &str,
        organization: &str,
        password: String,
    ) -> Result<Self, CommandError> {
        let mut fields = Fields::default();
        let admin = Self {
            username: fields.username("username", username),
            email: fields.email("email", email),
            organization: fields.line("organization", organization, true, 200),
            password,
        };
        let names = [admin.username.as_str(), admin.email.as_str()];
        if let Some(problem) = passwords::problem_of(&admin.password, &names) {
            fields.reject("password", problem);
        }
        fields.finish().map_err(refusal)?;
        Ok(admin)
    }
}

/// Brings the schema up to date and creates them, and the organization where it is new.
pub async fn create(config: &Config, url: &str, admin: NewAdmin) -> Result<(), CommandError> {
    migrate(url, None).await?;
    let pool = PgPool::connect_lazy(url).map_err(DatabaseError::from)?;
    let console = Console::new(pool, config.settings(false), None);
    let hash = passwords::hash(&console, admin.password.clone())
        .await
        .map_err(refusal)?;
    let mut connection = connect_over_walls(url).await?;
    let mut tx = connection.begin().await.map_err(DatabaseError::from)?;
    insert(&mut tx, &admin, &hash).await.map_err(refusal)?;
    tx.commit().await.map_err(DatabaseError::from)?;
    writeln!(
        std::io::stdout(),
        "{} is a superuser of {}",
        admin.username,
        admin.organization
    )?;
    Ok(())
}

async fn insert(
    tx: &mut Transaction<'_, Postgres>,
    admin: &NewAdmin,
    hash: &str,
) -> Result<(), AppError> {
    check_names(tx, admin).await?;
    let existing: Option<i32> =
        sqlx::query_scalar("SELECT id FROM auth.organizations WHERE lower(name) = lower($1)")
            .bind(&admin.organization)
            .fetch_optional(&mut **tx)
            .await?;
    let organization_id: i32 = match existing {
        Some(id) => id,
        None => {
            sqlx::query_scalar("INSERT INTO auth.organizations (name) VALUES ($1) RETURNING id")
                .bind(&admin.organization)
                .fetch_one(&mut **tx)
                .await?
        }
    };
    let user_id: i32 = sqlx::query_scalar(
        "INSERT INTO auth.users (username, email, password, is_staff, is_superuser, organization_id)
         VALUES ($1, $2, $3, true, true, $4) RETURNING id",
    )
    .bind(&admin.username)
    .bind(&admin.email)
    .bind(hash)
    .bind(organization_id)
    .fetch_one(&mut **tx)
    .await?;
    if existing.is_none() {
        let subject = Subject {
            entity_type: "organization",
            entity_id: Some(organization_id.into()),
            label: &admin.organization,
            organization_id: Some(organization_id),
        };
        record(tx, subject, json!({ "name": admin.organization })).await?;
    }
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(user_id.into()),
        label: &admin.username,
        organization_id: Some(organization_id),
    };
    let after = json!({
        "username": admin.username,
        "email": admin.email,
        "organization_id": organization_id,
        "is_staff": true,
        "is_superuser": true,
    });
    record(tx, subject, after).await
}

/// People sign in by username or e-mail address: neither may be either of somebody else.
async fn check_names(tx: &mut Transaction<'_, Postgres>, admin: &NewAdmin) -> Result<(), AppError> {
    let mut fields = Fields::default();
    for (field, name) in [("username", &admin.username), ("email", &admin.email)] {
        let is_taken: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM auth.users
                            WHERE lower(username) = lower($1) OR lower(email) = lower($1))",
        )
        .bind(name)
        .fetch_one(&mut **tx)
        .await?;
        if is_taken {
            fields.reject(field, Problem::Taken);
        }
    }
    fields.finish()
}

/// Writes to the audit log what came to be. Nobody is signed in at the command line.
async fn record(
    tx: &mut Transaction<'_, Postgres>,
    subject: Subject<'_>,
    after: Value,
) -> Result<(), AppError> {
    let details = json!({ "by": "command line", "before": null, "after": after });
    let actor = Actor { user_id: None };
    let request = RequestFacts::current();
    audit::record_by(tx, actor, &request, Action::Create, subject, details).await?;
    Ok(())
}

/// What the forms would show under their fields, in one sentence.
fn refusal(error: AppError) -> CommandError {
    let AppError::Invalid(errors) = error else {
        return CommandError::Refused(error.to_string());
    };
    let problems: Vec<String> = errors
        .iter()
        .map(|error| {
            let field = error
                .field
                .trim_start_matches("form[")
                .trim_end_matches(']');
            let words = problem_words(Locale::en, error.problem);
            format!("{field}: {words}")
        })
        .collect();
    CommandError::Refused(problems.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_everything_that_is_wrong_in_words() {
        let Err(error) = NewAdmin::new("a b", "nobody", " ", "short".to_owned()) else {
            panic!("that was accepted");
        };
        assert_eq!(
            error.to_string(),
            "username: Use letters, digits and . _ - @ + only. \
             email: Write an address such as name@example.com. \
             organization: Fill this in. \
             password: Use at least 12 characters."
        );
    }
}
