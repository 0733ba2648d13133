//! The list of organizations as a CSV file: as its address narrows and sorts it, or those that were
//! picked.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{
    COUNTED,
    queries::{self, Line, Narrowing},
    words::state_words,
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
    usage::up_to,
};

/// Answers `paths::ORGANIZATIONS_CSV`.
pub async fn export_csv(State(console): State<Console>, request: Request) -> Response {
    // Nothing leaves that the list does not show.
    export::respond(console, request, Permission::ViewOrganization, begin).await
}

async fn begin(recipient: Recipient, query: ListQuery) -> Result<Response, AppError> {
    let position = queries::start(&query)?;
    let narrowing = Narrowing::parse(&query)?;
    queries::begin_export(&recipient.ctx, &narrowing).await?;
    let export = Export {
        recipient,
        narrowing,
        position,
        is_begun: false,
    };
    Ok(export::send(export, "organizations", CSV))
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
        let rows = queries::batch(ctx, &self.narrowing, &mut self.position).await?;
        let language = ctx.caller.language.unwrap_or_default();
        let heading = (!self.is_begun).then(|| heading(language));
        self.is_begun = true;
        let lines = rows.iter().map(|row| line(language, row));
        Ok((export::csv(heading, lines)?, rows.len() < BATCH))
    }
}

fn heading(language: Locale) -> [&'static str; 7] {
    [
        td_string!(language, organizations.id),
        td_string!(language, organizations.name),
        td_string!(language, organizations.state),
        td_string!(language, organizations.members),
        td_string!(language, organizations.created),
        td_string!(language, organizations.updated),
        td_string!(language, organizations.description),
    ]
}

fn line(language: Locale, row: &Line) -> [String; 7] {
    [
        row.id.to_string(),
        guarded(&row.name),
        state_words(language, row.is_active).to_owned(),
        up_to(row.members, COUNTED),
        Moment::from(row.created_at).rfc3339(),
        Moment::from(row.updated_at).rfc3339(),
        guarded(&row.description),
    ]
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use serde_json::{Value, json};
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    async fn names(owner: &PgPool, username: &str, search: &str) -> Vec<String> {
        let recipient = testing::recipient(owner, username).await;
        let answer = begin(recipient, ListQuery::parse(search)).await.unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        let lines = text.split_terminator("\r\n").skip(1);
        lines
            .filter_map(|line| line.split(',').nth(1))
            .map(str::to_owned)
            .collect()
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
    async fn the_file_holds_what_the_list_holds_and_is_written_down(owner: PgPool) {
        assert_eq!(
            names(&owner, "admin", "sort=-name").await,
            ["远山旧部", "晨光智能", "Northwind Labs"]
        );
        assert_eq!(
            names(&owner, "admin", "state=active&id=1&id=3").await,
            ["晨光智能"]
        );
        assert_eq!(names(&owner, "john.mbeki", "").await, ["Northwind Labs"]);
        assert_eq!(
            names(&owner, "john.mbeki", "id=1").await,
            Vec::<String>::new()
        );
        let written: Vec<(Option<i32>, Value)> = sqlx::query_as(
            "SELECT organization_id, details FROM public.audit_logs
             WHERE action = 'export' AND entity_type = 'organization' ORDER BY id",
        )
        .fetch_all(&owner)
        .await
        .unwrap();
        let expected = [
            (1, json!({ "rows": 3, "filters": {} })),
            (
                1,
                json!({ "rows": 1, "filters": { "state": "active", "id": "1 3" } }),
            ),
            (2, json!({ "rows": 1, "filters": {} })),
            (2, json!({ "rows": 0, "filters": { "id": "1" } })),
        ];
        assert_eq!(written, expected.map(|(id, details)| (Some(id), details)));
    }
}
