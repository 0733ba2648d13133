//! The list of organizations.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::{Markup, html};

use crate::{
    auth::organizations::{COUNTED, OrganizationRow, list_organizations, words::state_words},
    facts::{language, may},
    i18n::*,
    list::{Count, ListQuery, Page},
    moment::Moment,
    paths,
    permission::Permission,
    ui::{
        ButtonTone, Column, Data, Empty, Filter, FilterBar, FilterKind, Icon, Inert, LinkButton,
        Loaded, PageHead, PastTheEnd, Picked, Table, TableFoot, Tone, badge_markup, cell,
        column_shown, count_words, main_cell, pick_cell, row, time_ago,
    },
    usage::up_to,
};

/// The form that the picked rows belong to.
const PICKED: &str = "picked";

/// All organizations for superusers, for staff the one they administer.
pub struct OrganizationsPage {
    rows: Data<Page<OrganizationRow>>,
}

impl OrganizationsPage {
    pub fn data() -> Self {
        let search = use_location().search;
        Self {
            rows: Data::new(move || search.get(), list_organizations),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.rows view=move |page| {
                listed(page, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn listed(page: Page<OrganizationRow>, query: ListQuery) -> impl IntoView {
    let l = language();
    let may_add = may(Permission::AddOrganization);
    let export = format!(
        "{}{}",
        paths::ORGANIZATIONS_CSV,
        query.from_the_start().to_search()
    );
    let sub = match page.count {
        Count::Exactly(1) => td_string!(l, organizations.count_one).to_owned(),
        count => td_string!(l, organizations.count_some, n = count_words(l, count)),
    };
    let filters = vec![Filter {
        key: "state",
        label: td_string!(l, organizations.state).into(),
        kind: FilterKind::Choice(vec![
            (
                "active".to_owned(),
                td_string!(l, organizations.active).into(),
            ),
            (
                "inactive".to_owned(),
                td_string!(l, organizations.inactive).into(),
            ),
        ]),
    }];
    let columns = vec![
        ("members", td_string!(l, organizations.members).into(), true),
        ("created", td_string!(l, organizations.created).into(), true),
        (
            "updated",
            td_string!(l, organizations.updated).into(),
            false,
        ),
    ];
    view! {
        <PageHead title=td_string!(l, organizations.title) sub>
            <LinkButton href=export label=td_string!(l, organizations.export) icon=Icon::Download is_download=true />
            {may_add.then(|| view! {
                <LinkButton href=paths::ORGANIZATIONS_NEW label=td_string!(l, organizations.new) tone=ButtonTone::Primary icon=Icon::Plus shortcut="create" />
            })}
        </PageHead>
        <FilterBar path=paths::ORGANIZATIONS query=query.clone() search_label=td_string!(l, organizations.search) filters columns />
        {if page.rows.is_empty() {
            nothing(&query, may_add).into_any()
        } else {
            table(page, query).into_any()
        }}
    }
}

fn nothing(query: &ListQuery, may_add: bool) -> impl IntoView {
    let l = language();
    if query.is_further_on() {
        view! { <PastTheEnd path=paths::ORGANIZATIONS query=query.clone() /> }.into_any()
    } else if query.is_narrowed() {
        view! {
            <Empty text=td_string!(l, organizations.empty_narrowed)>
                <LinkButton href=paths::ORGANIZATIONS label=td_string!(l, organizations.show_all) />
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty text=td_string!(l, organizations.empty)>
                {may_add.then(|| view! {
                    <LinkButton href=paths::ORGANIZATIONS_NEW label=td_string!(l, organizations.new) />
                })}
            </Empty>
        }
        .into_any()
    }
}

fn table(page: Page<OrganizationRow>, query: ListQuery) -> impl IntoView {
    let l = language();
    let shown = Shown::of(&query);
    let mut columns = vec![
        Column::new(td_string!(l, organizations.pick), "pick"),
        Column::new(td_string!(l, organizations.name), "main").sorted_by("name"),
        Column::new(td_string!(l, organizations.state), "state"),
    ];
    if shown.members {
        columns.push(Column::new(td_string!(l, organizations.members), "num"));
    }
    if shown.created {
        columns
            .push(Column::new(td_string!(l, organizations.created), "wide").sorted_by("created"));
    }
    if shown.updated {
        columns.push(Column::new(td_string!(l, organizations.updated), "wide"));
    }
    let is_by_time = matches!(query.sort(), Some(("created", _)));
    let order = if is_by_time {
        td_string!(l, organizations.order_created)
    } else {
        td_string!(l, organizations.order_name)
    };
    let Page {
        rows,
        before,
        after,
        now,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .map(|organization| line(l, &organization, shown, now))
        .collect_view()
        .into_any();
    let foot = view! {
        <TableFoot before after query=query.clone() path=paths::ORGANIZATIONS is_by_time note=order>
            <Picked
                id=PICKED
                path=paths::ORGANIZATIONS_CSV
                words=td_string!(l, organizations.picked)
                label=td_string!(l, organizations.export_picked)
            />
        </TableFoot>
    }
    .into_any();
    view! {
        <Table columns query path=paths::ORGANIZATIONS label=td_string!(l, organizations.title) default_sort=("name", false) rows foot />
    }
}

/// The columns that the reader chose to see beside name and state.
#[derive(Clone, Copy)]
struct Shown {
    members: bool,
    created: bool,
    updated: bool,
}

impl Shown {
    fn of(query: &ListQuery) -> Self {
        Self {
            members: column_shown(query, "members", true),
            created: column_shown(query, "created", true),
            updated: column_shown(query, "updated", false),
        }
    }
}

fn line(l: Locale, organization: &OrganizationRow, shown: Shown, now: Moment) -> Inert {
    let members = up_to(organization.members, COUNTED);
    let label = td_string!(l, organizations.pick_one, name = organization.name.clone());
    let href = paths::organization(organization.id);
    row(html! {
        (pick_cell(PICKED, organization.id, &label))
        (main_cell(Some(&href), &organization.name, &organization.summary))
        (cell("state", td_string!(l, organizations.state), state_markup(l, organization.is_active)))
        @if shown.members { (cell("num", td_string!(l, organizations.members), members)) }
        @if shown.created {
            (cell("dim wide", td_string!(l, organizations.created), time_ago(l, organization.created_at, now)))
        }
        @if shown.updated {
            (cell("dim wide", td_string!(l, organizations.updated), time_ago(l, organization.updated_at, now)))
        }
    })
}

/// Whether its people can sign in.
pub fn state_markup(l: Locale, is_active: bool) -> Markup {
    let (tone, icon) = if is_active {
        (Tone::Ok, Icon::Check)
    } else {
        (Tone::Mute, Icon::Lock)
    };
    badge_markup(tone, state_words(l, is_active), Some(icon))
}
