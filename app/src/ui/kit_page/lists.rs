//! A list: its filters, its table, its foot.

use leptos::prelude::*;
use maud::html;

use super::super::*;
use crate::{facts::language, list::ListQuery, moment::Moment};

/// A list of three rows, one of them open beside it.
#[component]
pub fn KitLists(now: Moment) -> impl IntoView {
    let l = language();
    let query = ListQuery::parse("state=on&sort=-name");
    let states = vec![
        ("on".into(), "Active".into()),
        ("off".into(), "Inactive".into()),
    ];
    let filters = vec![
        Filter {
            key: "state",
            label: "State".into(),
            kind: FilterKind::Choice(states),
        },
        Filter {
            key: "since",
            label: "Time".into(),
            kind: FilterKind::TimeRange,
        },
        Filter {
            key: "owner",
            label: "Owner".into(),
            kind: FilterKind::Text,
        },
    ];
    let rows = [
        ("门店销售明细 2025", Tone::Ok),
        ("customer-support-tickets", Tone::Run),
        ("loan-applications-raw", Tone::Bad),
    ]
    .map(|(name, tone)| {
        row_beside(
            tone == Tone::Run,
            html! {
                (pick_cell("kit-picked", name, name))
                (main_cell(Some("#"), name, "v14"))
                (cell("state", "", badge_markup(tone, "State", None)))
                (cell("num", "Rows", short_number(l, 412_613_002)))
                (cell("dim", "", time_ago(l, Moment(now.0 - 240_000), now)))
            },
        )
    })
    .into_iter()
    .collect_view()
    .into_any();
    let after = Some("x".to_owned());
    let foot = view! {
        <TableFoot query=query.clone() path="/kit" before=None after note="sorted by name">
            <Picked id="kit-picked" path="/kit" words=format!("{PICKED_COUNT} selected") label="Export" />
        </TableFoot>
    }
    .into_any();
    view! {
        <FilterBar
            path="/kit"
            query=query.clone()
            search_label="Search"
            filters
            columns=vec![("rows", "Rows".into(), true)]
        />
        <Table
            columns=vec![
                Column::new("Pick", "pick"),
                Column::new("Name", "main").sorted_by("name"),
                Column::new("State", "state"),
                Column::new("Rows", "num"),
                Column::new("Updated", "").sorted_by("updated"),
            ]
            query
            path="/kit"
            label="Table"
            default_sort=("name", false)
            rows
            foot
        />
    }
}
