//! Lists as files: what every export shares. Rows are read and sent in batches, so that ten million
//! of them need no more memory than a thousand. Before each batch the console asks whether whoever
//! wanted the file may still have it: a download lasts longer than a request.

use std::time::{Duration, Instant};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use csv::{Terminator, WriterBuilder};
use futures::stream::try_unfold;
use http::{Extensions, header};
use time::OffsetDateTime;
use tower_sessions::{Session, session::Id};

use super::{Console, Ctx, answer, sessions};
use crate::{error::AppError, list::ListQuery, moment::Moment, permission::Permission};

/// Rows read and sent at once.
pub const BATCH: usize = 1_000;
/// Without it Excel takes UTF-8 for the encoding of its own country (the Unicode byte order mark).
const MARK: &str = "\u{feff}";
/// A download that is not done by then is broken off: whoever reads this slowly keeps a view of
/// the data that is long out of date.
const LONGEST: Duration = Duration::from_mins(15);
/// What is CSV (RFC 4180).
pub const CSV: (&str, &str) = ("csv", "text/csv; charset=utf-8");

/// Somebody to whom a file is being sent.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub ctx: Ctx,
    session: Vec<u8>,
    rights_version: i32,
    until: Instant,
}

impl Recipient {
    /// Whoever sent a request, as long as they hold a permission.
    pub async fn of(
        extensions: &Extensions,
        console: Console,
        permission: Permission,
    ) -> Result<Self, AppError> {
        let ctx = Ctx::of(extensions, console, permission)?;
        let session = extensions.get::<Session>().and_then(Session::id);
        Self::of_session(ctx, session.ok_or(AppError::SignInRequired)?).await
    }

    /// The same by the id of a session.
    pub async fn of_session(ctx: Ctx, session: Id) -> Result<Self, AppError> {
        let session = sessions::hash_of(&session);
        let rights_version = rights_version(&ctx, &session).await?;
        Ok(Self {
            ctx,
            session,
            rights_version: rights_version.ok_or(AppError::SignInRequired)?,
            until: Instant::now() + LONGEST,
        })
    }

    /// Whether they may have the next batch.
    ///
    /// # Errors
    /// [`AppError::SignInRequired`] once their session has ended, be it because they were
    /// deactivated, or their rights are no longer those they asked with;
    /// [`AppError::TookTooLong`] once it has lasted too long.
    pub async fn check(&self) -> Result<(), AppError> {
        if Instant::now() > self.until {
            return Err(AppError::TookTooLong);
        }
        match rights_version(&self.ctx, &self.session).await? {
            Some(version) if version == self.rights_version => Ok(()),
            _ => Err(AppError::SignInRequired),
        }
    }
}

/// Answers a request for a file: whoever holds the permission gets what `begin` makes of the address.
pub async fn respond<F>(
    console: Console,
    request: Request,
    permission: Permission,
    begin: impl FnOnce(Recipient, ListQuery) -> F + Send,
) -> Response
where
    F: Future<Output = Result<Response, AppError>> + Send,
{
    let (parts, _) = request.into_parts();
    let begun = async {
        let recipient = Recipient::of(&parts.extensions, console, permission).await?;
        let query = ListQuery::read(parts.uri.query().unwrap_or_default())?;
        begin(recipient, query).await
    };
    begun.await.unwrap_or_else(|error| answer::plain(&error))
}

/// The rights of whoever a living session belongs to.
async fn rights_version(ctx: &Ctx, session: &[u8]) -> Result<Option<i32>, AppError> {
    let version = sqlx::query_scalar!(
        r#"SELECT (person ->> 'rights_version')::integer AS "version!" FROM auth.session_person($1)"#,
        session
    )
    .fetch_optional(ctx.pool())
    .await?;
    Ok(version)
}

/// An export that is under way.
pub trait Batches: Send + Sized + 'static {
    fn recipient(&self) -> &Recipient;

    /// The next bytes, and whether these were the last.
    fn next(&mut self) -> impl Future<Output = Result<(Vec<u8>, bool), AppError>> + Send;
}

/// The answer that sends an export as a file called `name` and the day.
pub fn send(batches: impl Batches, name: &str, kind: (&str, &str)) -> Response {
    let (ending, media_type) = kind;
    let chunks = try_unfold(Some(batches), |batches| async move {
        let Some(mut batches) = batches else {
            return Ok(None);
        };
        batches.recipient().check().await?;
        let (bytes, is_last) = batches.next().await?;
        Ok::<_, AppError>(Some((Bytes::from(bytes), (!is_last).then_some(batches))))
    });
    let day = Moment::from(OffsetDateTime::now_utc()).date();
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}-{day}.{ending}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(chunks)).into_response()
}

/// Records as lines of CSV. The lines of a file begin with `heading`, where there is one.
pub fn csv<const N: usize, T: AsRef<[u8]>>(
    heading: Option<[&str; N]>,
    lines: impl IntoIterator<Item = [T; N]>,
) -> Result<Vec<u8>, AppError> {
    let broken = |error: &dyn std::fmt::Display| AppError::Broken(error.to_string());
    let begun = heading.map_or(Vec::new(), |_| MARK.as_bytes().to_vec());
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(begun);
    if let Some(heading) = heading {
        writer.write_record(heading).map_err(|e| broken(&e))?;
    }
    for line in lines {
        writer.write_record(line).map_err(|e| broken(&e))?;
    }
    writer.into_inner().map_err(|e| broken(&e))
}

/// A cell that begins like a formula would be computed by a spreadsheet; an apostrophe before it
/// keeps it text (OWASP, CSV injection).
pub fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    #[test]
    fn a_formula_stays_text() {
        for formula in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for text in ["Ana Costa", "林晓", "a=b", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn quotes_what_would_break_a_line_and_ends_each_as_the_rule_says() {
        assert_eq!(
            csv(None, [["a,b", "say \"hi\"", "two\nlines"]]).unwrap(),
            b"\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"
        );
        let nothing: [[&str; 2]; 0] = [];
        assert_eq!(
            csv(Some(["a", "b"]), nothing).unwrap(),
            b"\xef\xbb\xbfa,b\r\n"
        );
        assert!(csv(None, nothing).unwrap().is_empty());
    }

    /// An export of three batches; between them the test does something.
    struct Three {
        recipient: Recipient,
        sent: u8,
        meanwhile: Option<(PgPool, &'static str)>,
    }

    impl Batches for Three {
        fn recipient(&self) -> &Recipient {
            &self.recipient
        }

        async fn next(&mut self) -> Result<(Vec<u8>, bool), AppError> {
            self.sent += 1;
            if let Some((owner, statement)) = self.meanwhile.take() {
                sqlx::query(statement).execute(&owner).await.unwrap();
            }
            Ok((vec![b'x'], self.sent == 3))
        }
    }

    async fn sent(owner: &PgPool, meanwhile: Option<&'static str>) -> Result<usize, axum::Error> {
        let recipient = testing::recipient(owner, "zhoulan").await;
        let three = Three {
            recipient,
            sent: 0,
            meanwhile: meanwhile.map(|statement| (owner.clone(), statement)),
        };
        let body = send(three, "three", CSV).into_body();
        body.collect().await.map(|body| body.to_bytes().len())
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../fixtures/cast.sql"))]
    async fn a_file_breaks_off_when_whoever_wants_it_may_no_longer_have_it(owner: PgPool) {
        assert_eq!(sent(&owner, None).await.unwrap(), 3);
        for meanwhile in [
            "DELETE FROM auth.sessions",
            "UPDATE auth.users SET rights_version = rights_version + 1 WHERE username = 'zhoulan'",
            "UPDATE auth.organizations SET is_active = false WHERE id = 1",
        ] {
            assert!(sent(&owner, Some(meanwhile)).await.is_err(), "{meanwhile}");
            sqlx::query("UPDATE auth.organizations SET is_active = true")
                .execute(&owner)
                .await
                .unwrap();
        }
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../fixtures/cast.sql"))]
    async fn a_file_is_not_sent_for_ever(owner: PgPool) {
        let mut recipient = testing::recipient(&owner, "zhoulan").await;
        assert_eq!(recipient.check().await, Ok(()));
        recipient.until = Instant::now();
        tokio::time::sleep(Duration::from_millis(2)).await;
        assert_eq!(recipient.check().await, Err(AppError::TookTooLong));
    }
}
