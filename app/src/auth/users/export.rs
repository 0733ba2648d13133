//! The list of people as a CSV file: as its address narrows and sorts it, or those who were picked.

use axum::{
    extract::{Request, State},
    response::Response,
};
use time::OffsetDateTime;

use super::{
    UserRow,
    narrowing::{Narrowing, filters_of},
    queries,
    words::{role_words, state_words},
};
use crate::{
    error::AppError,
    i18n::*,
    list::ListQuery,
    moment::Moment,
    permission::Permission,
    server::{
        Console,
        export::{self, BATCH, Batches, CSV, Recipient, guarded},
        keyset::Position,
    },
};

/// Answers `paths::USERS_CSV`.
pub async fn export_csv(State(console): State<Console>, request: Request) -> Response {
    export::respond(console, request, Permission::ExportUser, begin).await
}

async fn begin(recipient: Recipient, query: ListQuery) -> Result<Response, AppError> {
    let ctx = &recipient.ctx;
    let position = queries::start(ctx, &query)?;
    let narrowing = Narrowing::parse(ctx, &query, OffsetDateTime::now_utc())?;
    queries::begin_export(ctx, &narrowing, filters_of(&query)).await?;
    let export = Export {
        recipient,
        narrowing,
        position,
        is_begun: false,
    };
    Ok(export::send(export, "users", CSV))
}

/// An export that is under way.
struct Export {
    recipient: Recipient,
    narrowing: Narrowing,
    position: Position,
    is_begun: bool,
}

impl Batches for Export {
    fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    async fn next(&mut self) -> Result<(Vec<u8>, bool), AppError> {
        let ctx = &self.recipient.ctx;
        let users = queries::batch(ctx, &self.narrowing, &mut self.position).await?;
        let language = ctx.caller.language.unwrap_or_default();
        let heading = (!self.is_begun).then(|| heading(language));
        self.is_begun = true;
        let lines = users.iter().filter_map(|user| line(language, user));
        Ok((export::csv(heading, lines)?, users.len() < BATCH))
    }
}

fn heading(language: Locale) -> [&'static str; 10] {
    [
        td_string!(language, users.name),
        td_string!(language, users.username),
        td_string!(language, users.email),
        td_string!(language, users.role),
        td_string!(language, users.state),
        td_string!(language, users.organization),
        td_string!(language, users.department),
        td_string!(language, users.position),
        td_string!(language, users.joined),
        td_string!(language, users.last_sign_in),
    ]
}

fn line(language: Locale, user: &UserRow) -> Option<[String; 10]> {
    let facts = user.facts.as_ref()?;
    let text = |fact: &Option<String>| guarded(fact.as_deref().unwrap_or_default());
    Some([
        guarded(&user.name),
        guarded(&facts.username),
        guarded(&facts.email),
        role_words(language, facts.role).to_owned(),
        state_words(language, facts.state).to_owned(),
        text(&facts.organization),
        text(&facts.department),
        text(&facts.position),
        facts.joined.rfc3339(),
        facts.last_sign_in.map(Moment::rfc3339).unwrap_or_default(),
    ])
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    #[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
    async fn the_file_is_in_the_order_of_the_list(owner: PgPool) {
        for (search, names) in [
            (
                "state=active&sort=-joined",
                ["韩梅梅", "Ana Costa", "王一诺", "陈默", "周岚", "林晓"],
            ),
            (
                "state=active&sort=username",
                ["林晓", "Ana Costa", "陈默", "韩梅梅", "王一诺", "周岚"],
            ),
        ] {
            let admin = testing::recipient(&owner, "admin").await;
            sqlx::query("UPDATE auth.users SET is_active = false WHERE username = 'viewer'")
                .execute(&owner)
                .await
                .unwrap();
            let answer = begin(admin, ListQuery::parse(search)).await.unwrap();
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(body.to_vec()).unwrap();
            let (mark, text) = text.split_at(3);
            assert_eq!(mark, "\u{feff}");
            let lines: Vec<&str> = text.split_terminator("\r\n").collect();
            assert_eq!(lines[0], heading(Locale::default()).join(","));
            let found: Vec<&str> = lines[1..]
                .iter()
                .filter_map(|line| line.split(',').next())
                .collect();
            assert_eq!(found, names, "{search}");
        }
    }
}
