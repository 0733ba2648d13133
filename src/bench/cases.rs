//! What is measured: lists at their first and their deepest page, searched and filtered, each with
//! the address it has in the console.

use sqlx::PgPool;

use super::Failure;

/// What two Chinese characters find: about thirty of 50,000 people.
const PERSON: &str = "林晓";
/// And 40 of 500,000 datasets.
const DATASET: &str = "星河";

/// How far somebody reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// 周岚, who administers the largest organization: half of everything.
    Own,
    /// 林晓, a superuser who looks at all organizations at once.
    All,
}

impl Reach {
    pub fn parse(name: &str) -> Self {
        if name == "all" { Self::All } else { Self::Own }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::All => "all",
        }
    }

    pub fn username(self) -> &'static str {
        match self {
            Self::Own => "zhoulan",
            Self::All => "admin",
        }
    }

    /// In the cast.
    pub fn user_id(self) -> i32 {
        match self {
            Self::Own => 2,
            Self::All => 1,
        }
    }

    fn rows(self) -> &'static str {
        match self {
            Self::Own => "organization_id = 1",
            Self::All => "true",
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Case {
    pub what: String,
    pub reach: Reach,
    /// Path and query, the same in the console and behind the bare handler.
    pub path: String,
    /// Whether the console has this page yet.
    pub has_page: bool,
    /// Rows it shows, at least.
    pub rows: usize,
}

/// All of them; the deepest pages are looked up, since their addresses hold a cursor.
pub async fn all(pool: &PgPool) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for reach in [Reach::Own, Reach::All] {
        let people = deepest(
            pool,
            reach,
            "lower(display_name)",
            "auth.users",
            "true",
            "DESC",
        )
        .await?;
        let log = deepest(pool, reach, LOG_KEY, "public.audit_logs", "true", "ASC").await?;
        let narrowed = deepest(pool, reach, LOG_KEY, "public.audit_logs", THREE, "ASC").await?;
        let of = match reach {
            Reach::Own => "",
            Reach::All => ", all organizations",
        };
        let mut add = |what: &str, path: String, rows: usize| {
            cases.push(Case {
                what: format!("{what}{of}"),
                reach,
                path,
                has_page: true,
                rows,
            });
        };
        add("people, first page", "/users".to_owned(), 50);
        add("people, deepest page", format!("/users?after={people}"), 50);
        add("people, 林晓", format!("/users?{}", search(PERSON)), 10);
        add("log, first page", "/audit-logs".to_owned(), 50);
        add("log, deepest page", format!("/audit-logs?after={log}"), 50);
        add(
            "log, three filters, first page",
            format!("/audit-logs?{THREE_IN_ADDRESS}"),
            50,
        );
        add(
            "log, three filters, deepest page",
            format!("/audit-logs?{THREE_IN_ADDRESS}&after={narrowed}"),
            50,
        );
    }
    cases.push(Case {
        what: "datasets, 星河".to_owned(),
        reach: Reach::Own,
        path: format!("/datasets?{}", search(DATASET)),
        has_page: false,
        rows: 40,
    });
    Ok(cases)
}

/// Microseconds since 1970, as the log's cursors have it.
const LOG_KEY: &str = "(extract(epoch FROM timestamp) * 1000000)::bigint::text";
/// Updates of datasets in the last year but for its first weeks.
const THREE: &str =
    "action = 'update' AND entity_type = 'dataset' AND timestamp >= '2026-01-01T00:00Z'";
const THREE_IN_ADDRESS: &str = "action=update&entity_type=dataset&from=2026-01-01";

fn search(text: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("q", text)
        .finish()
}

/// The cursor behind which only one page is left: base64url of `[key, id]`. `direction` is the
/// list's own, turned round.
async fn deepest(
    pool: &PgPool,
    reach: Reach,
    key: &str,
    table: &str,
    narrowed: &str,
    direction: &str,
) -> Result<String, Failure> {
    let order = if key == LOG_KEY { "timestamp" } else { key };
    let rows = reach.rows();
    let query = format!(
        "SELECT translate(rtrim(replace(encode(convert_to(json_build_array({key}, id)::text, 'UTF8'),
             'base64'), E'\\n', ''), '='), '+/', '-_')
         FROM {table} WHERE {rows} AND {narrowed}
         ORDER BY {order} {direction}, id {direction} OFFSET 50 LIMIT 1"
    );
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(query))
        .fetch_one(pool)
        .await?)
}
