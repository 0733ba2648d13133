//! The page of the log: the list, and beside it the entry that is open. On a narrow screen the
//! entry stands in place of the list.

use std::sync::Arc;

use leptos::{children::ToChildren, prelude::*};
use leptos_router::hooks::use_location;
use maud::html;

use super::{
    AuditEntry, AuditRow,
    entry::{EntryCards, action_markup, actor_words, line_words, list_alone},
    get_audit_log, is_time_implied, list_audit_logs,
    words::{ACTIONS, ENTITY_TYPES, action_words, entity_words},
};
use crate::{
    error::AppError,
    facts::{language, may},
    i18n::*,
    list::{Count, ListQuery, Page},
    paths,
    permission::Permission,
    ui::{
        Beside, Column, Columns, Data, Empty, Filter, FilterBar, FilterKind, Hint, Icon,
        LinkButton, Loaded, LoadedPart, PageHead, PastTheEnd, Table, TableFoot, Words, cell,
        column_shown, count_words, main_cell, row_beside, time_of_day,
    },
};

crate::lazy_pages!(audit_pages, __preload_audit_pages: AuditLogsPage);

/// The log, newest first.
pub struct AuditLogsPage {
    list: Data<Page<AuditRow>>,
    /// Which entry the address opens.
    opened: Memo<Option<String>>,
    entry: Data<Opened>,
}

/// What stands beside the list.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
enum Opened {
    Nothing,
    Entry(Box<AuditEntry>),
    /// The address names an entry that is not there, or not for this reader.
    Gone,
}

impl AuditLogsPage {
    pub fn data() -> Self {
        let search = use_location().search;
        // Opening an entry leaves the list as it is. What is no address is refused as it stands.
        let listed = Memo::new(move |_| {
            let search = search.get();
            match ListQuery::read(&search) {
                Ok(query) => query.here_without("entry").to_search(),
                Err(_) => search,
            }
        });
        let opened = Memo::new(move |_| {
            ListQuery::parse(&search.get())
                .get("entry")
                .map(str::to_owned)
        });
        Self {
            list: Data::new(move || listed.get(), list_audit_logs),
            opened,
            entry: Data::new(move || opened.get(), open),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        let query = Memo::new(move |_| ListQuery::parse(&search.get()));
        let entry = this.entry;
        let follower = Beside::new("entry", this.opened);
        let view = move |page: Page<AuditRow>| {
            let page = Arc::new(page);
            let count = page.count;
            let list = move || rows(&page, &query.get());
            view! {
                {move || head(&query.get())}
                {move || filter_bar(query.get(), count)}
                <Columns
                    is_half=true
                    main=ToChildren::to_children(move || list)
                    aside=ToChildren::to_children(move || view! {
                        <LoadedPart data=entry view=move |opened| {
                            beside(opened, query.get_untracked(), follower)
                        } />
                    })
                />
            }
            .into_any()
        };
        view! { <Loaded data=this.list view /> }.into_any()
    }
}

async fn open(id: Option<String>) -> Result<Opened, AppError> {
    let Some(id) = id else {
        return Ok(Opened::Nothing);
    };
    let Ok(id) = id.parse() else {
        return Ok(Opened::Gone);
    };
    match get_audit_log(id).await {
        Ok(entry) => Ok(Opened::Entry(Box::new(entry))),
        Err(AppError::NotFound) => Ok(Opened::Gone),
        Err(error) => Err(error),
    }
}

fn head(query: &ListQuery) -> impl IntoView + use<> {
    let l = language();
    let search = query.without("entry").to_search();
    let export = move |path: &str, label: &'static str| {
        let href = format!("{path}{search}");
        view! { <LinkButton href label icon=Icon::Download is_download=true /> }
    };
    view! {
        <PageHead title=td_string!(l, audit.title) sub=td_string!(l, audit.sub)>
            {may(Permission::ExportAuditLog).then(|| view! {
                {export(paths::AUDIT_LOGS_CSV, td_string!(l, audit.export_csv))}
                {export(paths::AUDIT_LOGS_JSONL, td_string!(l, audit.export_jsonl))}
            })}
        </PageHead>
    }
}

fn filter_bar(query: ListQuery, count: Count) -> impl IntoView {
    let l = language();
    let count = match count {
        Count::Exactly(1) => td_string!(l, audit.entries_one).to_owned(),
        count => td_string!(l, audit.entries_some, count = count_words(l, count)),
    };
    let filter = |key, label: &'static str, kind| Filter {
        key,
        label: label.into(),
        kind,
    };
    let choices = |names: &[&str], words: fn(Locale, &str) -> Words| {
        FilterKind::Choice(
            names
                .iter()
                .map(|name| ((*name).to_owned(), words(l, name)))
                .collect(),
        )
    };
    let filters = vec![
        filter(
            "time",
            td_string!(l, audit.filter_time),
            FilterKind::TimeRange,
        ),
        filter("who", td_string!(l, audit.filter_who), FilterKind::Text),
        filter(
            "action",
            td_string!(l, audit.filter_action),
            choices(&ACTIONS, action_words),
        ),
        filter(
            "entity_type",
            td_string!(l, audit.filter_type),
            choices(&ENTITY_TYPES, entity_words),
        ),
        filter(
            "entity_id",
            td_string!(l, audit.filter_id),
            FilterKind::Text,
        ),
        filter(
            "address",
            td_string!(l, audit.filter_address),
            FilterKind::Text,
        ),
        filter(
            "request",
            td_string!(l, audit.filter_request),
            FilterKind::Text,
        ),
    ];
    let columns = vec![
        ("who", td_string!(l, audit.col_who).into(), true),
        ("type", td_string!(l, audit.col_type).into(), true),
    ];
    let is_time_implied = is_time_implied(&query);
    view! {
        <FilterBar path=paths::AUDIT_LOGS query search_label=td_string!(l, audit.search) filters columns>
            <Hint>{count}</Hint>
        </FilterBar>
        {is_time_implied.then(|| view! { <p><Hint>{td_string!(l, audit.text_days)}</Hint></p> })}
    }
}

fn rows(page: &Page<AuditRow>, query: &ListQuery) -> AnyView {
    let l = language();
    if page.rows.is_empty() && query.is_further_on() {
        return view! { <PastTheEnd path=paths::AUDIT_LOGS query=query.clone() /> }.into_any();
    }
    if page.rows.is_empty() {
        return view! {
            <Empty text=td_string!(l, audit.empty)>
                <LinkButton href=paths::AUDIT_LOGS label=td_string!(l, audit.empty_action) />
            </Empty>
        }
        .into_any();
    }
    let shows_who = column_shown(query, "who", true);
    let shows_type = column_shown(query, "type", true);
    let columns = [
        Some(Column::new(td_string!(l, audit.col_time), "dim").sorted_by("time")),
        shows_who.then(|| Column::new(td_string!(l, audit.col_who), "")),
        Some(Column::new(td_string!(l, audit.col_action), "state")),
        shows_type.then(|| Column::new(td_string!(l, audit.col_type), "dim wide")),
        Some(Column::new(td_string!(l, audit.col_entity), "main")),
    ];
    let opened = query.get("entry").and_then(|id| id.parse::<i64>().ok());
    let rows = page
        .rows
        .iter()
        .map(|entry| {
            let here = query.here_with("entry", &entry.id.to_string()).to_search();
            let href = format!("{}{here}", paths::AUDIT_LOGS);
            let (label, actor) = (line_words(l, entry), actor_words(l, &entry.actor));
            let entity_type = entry.entity_type.as_deref().unwrap_or_default();
            let changed = entry.changed.join(td_string!(l, ui.comma));
            row_beside(
                opened == Some(entry.id),
                html! {
                    (cell("dim", "", time_of_day(entry.at, page.now)))
                    @if shows_who { (cell("", "", actor)) }
                    (cell("state", "", action_markup(l, &entry.action)))
                    @if shows_type { (cell("dim wide", "", entity_words(l, entity_type))) }
                    (main_cell(Some(&href), &label, &changed))
                },
            )
        })
        .collect_view()
        .into_any();
    let foot = view! {
        <TableFoot
            query=query.without("entry")
            path=paths::AUDIT_LOGS
            before=page.before.clone()
            after=page.after.clone()
            is_by_time=true
        />
    }
    .into_any();
    view! {
        <Table
            columns=columns.into_iter().flatten().collect()
            query=query.without("entry")
            path=paths::AUDIT_LOGS
            label=td_string!(l, audit.title)
            default_sort=("time", true)
            rows
            foot
        />
    }
    .into_any()
}

/// The open entry.
fn beside(opened: Opened, query: ListQuery, follower: Beside) -> AnyView {
    match opened {
        Opened::Nothing => ().into_any(),
        Opened::Gone => {
            let l = language();
            let close = list_alone(&query);
            view! {
                <Empty text=td_string!(l, audit.gone)>
                    <LinkButton href=close label=td_string!(l, audit.close) />
                </Empty>
            }
            .into_any()
        }
        Opened::Entry(entry) => {
            let heading = follower.heading();
            view! { <EntryCards entry=*entry query heading /> }.into_any()
        }
    }
}
