//! What the log is narrowed to, as conditions of a query. Lists, counts and exports all push these,
//! so that they agree about every row.

use leptos_i18n::Locale as _;
use sqlx::{Postgres, QueryBuilder, Transaction};

use super::{narrowing::Narrowing, words::ENTITY_TYPES};
use crate::{error::AppError, i18n::*, server::Ctx};

/// People of one name that are asked for at once.
const NAMESAKES: i64 = 100;

/// A [`Narrowing`] whose person has been looked up, within what a caller may see.
#[derive(Clone, Debug)]
pub struct Conditions {
    narrowing: Narrowing,
    person: Person,
    ctx: Ctx,
}

/// Whose acts are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Person {
    Any,
    /// One, or all who share a name.
    Known(Vec<i32>),
    /// Those whom the caller may not see.
    Outsider,
    Unknown,
}

/// Which organizations' rows a query reads, where it is for somebody who sees all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those the caller acts in.
    Whole,
    /// Those of the organization `o`, which the query goes through one by one.
    OfEach,
    /// Those of none.
    OfNone,
    /// All, named one by one.
    Named,
}

impl Conditions {
    /// Looks up the person that is asked for.
    pub async fn of(
        narrowing: Narrowing,
        tx: &mut Transaction<'_, Postgres>,
        ctx: &Ctx,
    ) -> Result<Self, AppError> {
        let person = match &narrowing.who {
            None => Person::Any,
            Some(who) => find_person(tx, ctx, who).await?,
        };
        Ok(Self {
            narrowing,
            person,
            ctx: ctx.clone(),
        })
    }

    /// Whether rows are found faster organization by organization: the indexes of these filters
    /// begin with it, and whoever looks at all of them names none.
    pub fn go_by_organization(&self) -> bool {
        let narrowing = &self.narrowing;
        self.ctx.organization_id().is_none()
            && self.person == Person::Any
            && narrowing.request.is_none()
            && narrowing.entity_id.is_none()
            && [
                &narrowing.action,
                &narrowing.entity_type,
                &narrowing.address,
            ]
            .into_iter()
            .any(Option::is_some)
    }

    /// Pushes ` WHERE …` for a table that is called `a`.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>, part: Part) {
        let narrowing = &self.narrowing;
        query.push(" WHERE ");
        match part {
            Part::Whole => self.ctx.scope(query, "a.organization_id"),
            Part::OfEach => _ = query.push("a.organization_id = o.id"),
            Part::OfNone => _ = query.push("a.organization_id IS NULL"),
            Part::Named => {
                _ = query.push(
                    "(a.organization_id = ANY(ARRAY(SELECT id FROM auth.organizations))
                      OR a.organization_id IS NULL)",
                );
            }
        }
        match &self.person {
            Person::Any => {}
            // Of one person the index has the rows in their order, of several it has not.
            Person::Known(ids) => match ids[..] {
                [id] => _ = query.push(" AND a.user_id = ").push_bind(id),
                _ => {
                    query
                        .push(" AND a.user_id = ANY(")
                        .push_bind(ids.clone())
                        .push(")");
                }
            },
            // Whom row security hides is not there.
            Person::Outsider => {
                query.push(
                    " AND a.user_id IS NOT NULL
                      AND NOT EXISTS (SELECT FROM auth.users seen WHERE seen.id = a.user_id)",
                );
            }
            Person::Unknown => _ = query.push(" AND false"),
        }
        for (column, value) in [
            ("action", &narrowing.action),
            ("entity_type", &narrowing.entity_type),
            ("ip_address", &narrowing.address),
            ("request_id", &narrowing.request),
        ] {
            if let Some(value) = value {
                query
                    .push(format_args!(" AND a.{column} = "))
                    .push_bind(value.clone());
            }
        }
        if let Some(id) = narrowing.entity_id {
            query.push(" AND a.entity_id = ").push_bind(id);
            if narrowing.entity_type.is_none() {
                // The index begins with the type: naming all of them lets the id use it.
                query
                    .push(" AND a.entity_type = ANY(")
                    .push_bind(&ENTITY_TYPES[..])
                    .push(")");
            }
        }
        for (comparison, moment) in [(">=", narrowing.span.from), ("<", narrowing.span.to)] {
            if let Some(moment) = moment {
                query
                    .push(format_args!(" AND a.timestamp {comparison} "))
                    .push_bind(moment);
            }
        }
        if let Some(text) = &narrowing.text {
            query
                .push(" AND a.search_grams @> public.sought_grams(")
                .push_bind(text.clone())
                .push(") AND strpos(public.audit_search_text(a.entity_label, a.entity_key), lower(")
                .push_bind(text.clone())
                .push(")) > 0");
        }
    }

    /// Whether a text is searched for: how many names hold it only looking tells.
    pub fn searches_text(&self) -> bool {
        self.narrowing.text.is_some()
    }
}

/// Somebody by their username, else everybody of a name, else somebody by their id, as people type
/// them; or the words that stand for whom the caller may not see.
async fn find_person(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    who: &str,
) -> Result<Person, AppError> {
    // One look-up each, since an OR of the two could use the index of neither.
    for column in ["username", "display_name"] {
        let mut query = QueryBuilder::new("SELECT u.id FROM auth.users u WHERE ");
        ctx.scope(&mut query, "u.organization_id");
        query
            .push(format_args!(" AND lower(u.{column}) = lower("))
            .push_bind(who.to_owned());
        query.push(") ORDER BY u.id LIMIT ").push_bind(NAMESAKES);
        let found: Vec<i32> = query.build_query_scalar().fetch_all(&mut **tx).await?;
        if !found.is_empty() {
            return Ok(Person::Known(found));
        }
    }
    if let Ok(id) = who.parse::<i32>() {
        let mut query = QueryBuilder::new("SELECT u.id FROM auth.users u WHERE ");
        ctx.scope(&mut query, "u.organization_id");
        query.push(" AND u.id = ").push_bind(id);
        let found: Option<i32> = query.build_query_scalar().fetch_optional(&mut **tx).await?;
        return Ok(found.map_or(Person::Unknown, |id| Person::Known(vec![id])));
    }
    Ok(if is_outsider(who) {
        Person::Outsider
    } else {
        Person::Unknown
    })
}

/// Whether these are the words, of any language, by which lists call those whom the reader may not
/// see.
fn is_outsider(who: &str) -> bool {
    Locale::get_all()
        .iter()
        .any(|l| td_string!(*l, audit.outsider) == who)
}
