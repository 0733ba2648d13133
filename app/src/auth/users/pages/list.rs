//! The list of people: for those who administer them with everything it can be narrowed and
//! sorted by, for everybody else the names of their colleagues.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::table::{DEFAULT_SORT, described, table};
use crate::{
    auth::users::{UserList, list_users},
    facts::{self, Facts, language},
    i18n::*,
    list::{Count, ListQuery, Page},
    paths,
    permission::Permission,
    ui::{
        ButtonTone, Column, Data, Empty, Filter, FilterBar, FilterKind, Icon, LinkButton, Loaded,
        PageHead, PastTheEnd, Table, TableFoot, Words, count_words, main_cell, row,
    },
};

/// The list of people.
pub struct UsersPage {
    list: Data<UserList>,
}

impl UsersPage {
    pub fn data() -> Self {
        let search = use_location().search;
        Self {
            list: Data::new(move || search.get(), list_users),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        let view = move |list: UserList| {
            let query = ListQuery::parse(&search.get_untracked());
            if facts::may(Permission::ViewUser) {
                administered(list, query)
            } else {
                colleagues(list, query)
            }
        };
        view! { <Loaded data=this.list view /> }.into_any()
    }
}

/// The whole list, for those who administer it.
fn administered(list: UserList, query: ListQuery) -> AnyView {
    let l = language();
    let people = people_words(l, list.page.count);
    let export = format!("{}{}", paths::USERS_CSV, query.to_search());
    let is_empty = list.page.rows.is_empty();
    let described = described(l);
    let columns = described
        .iter()
        .map(|column| (column.key, column.words.into(), column.is_default))
        .collect::<Vec<(&'static str, Words, bool)>>();
    view! {
        <PageHead title=td_string!(l, users.title) sub=people>
            <LinkButton
                href=export
                label=td_string!(l, users.export)
                icon=Icon::Download
                is_download=true
            />
            <LinkButton
                href=paths::USERS_NEW
                label=td_string!(l, users.new)
                icon=Icon::Plus
                tone=ButtonTone::Primary
                shortcut="create"
            />
        </PageHead>
        <FilterBar
            path=paths::USERS
            query=query.clone()
            search_label=td_string!(l, users.search)
            filters=filters(l, &list.groups, list.has_more_groups)
            columns
        />
        {if is_empty { nobody(l, &query) } else { table(l, list.page, query, &described) }}
    }
    .into_any()
}

/// The names of colleagues.
fn colleagues(list: UserList, query: ListQuery) -> AnyView {
    let l = language();
    let own = use_context::<Facts>()
        .and_then(|facts| facts.person)
        .map(|person| person.user_id);
    let Page {
        rows,
        before,
        after,
        count,
        ..
    } = list.page;
    let people = people_words(l, count);
    let is_empty = rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|user| {
            let href = (Some(user.id) == own).then(|| paths::PROFILE.to_owned());
            row(main_cell(href.as_deref(), &user.name, ""))
        })
        .collect_view()
        .into_any();
    let columns = vec![Column::new(td_string!(l, users.name), "main").sorted_by("name")];
    let foot =
        view! { <TableFoot query=query.clone() path=paths::USERS before after /> }.into_any();
    view! {
        <PageHead title=td_string!(l, users.colleagues) sub=people />
        <FilterBar
            path=paths::USERS
            query=query.clone()
            search_label=td_string!(l, users.search_names)
            filters=Vec::new()
        />
        {if is_empty {
            nobody(l, &query)
        } else {
            view! {
                <Table
                    columns
                    query=query.clone()
                    path=paths::USERS
                    label=td_string!(l, users.colleagues)
                    default_sort=DEFAULT_SORT
                    rows
                    foot
                />
            }
            .into_any()
        }}
    }
    .into_any()
}

/// How many people a list holds.
fn people_words(l: Locale, count: Count) -> String {
    match count {
        Count::Exactly(1) => td_string!(l, users.people_one).to_owned(),
        count => td_string!(l, users.people_some, count = count_words(l, count)),
    }
}

/// Nobody to show: because of the filters, or because nobody is here.
fn nobody(l: Locale, query: &ListQuery) -> AnyView {
    if query.is_further_on() {
        view! { <PastTheEnd path=paths::USERS query=query.clone() /> }.into_any()
    } else if query.is_narrowed() {
        view! {
            <Empty text=td_string!(l, users.nobody_found)>
                <LinkButton href=paths::USERS label=td_string!(l, users.show_all) />
            </Empty>
        }
        .into_any()
    } else {
        let may_add = facts::may(Permission::AddUser);
        view! {
            <Empty text=td_string!(l, users.nobody_yet)>
                {may_add.then(|| view! {
                    <LinkButton href=paths::USERS_NEW label=td_string!(l, users.new) />
                })}
            </Empty>
        }
        .into_any()
    }
}

/// What the list can be narrowed by.
fn filters(l: Locale, groups: &[(i32, String)], has_more_groups: bool) -> Vec<Filter> {
    let choice = |key, label: &'static str, values: Vec<(String, Words)>| Filter {
        key,
        label: label.into(),
        kind: FilterKind::Choice(values),
    };
    let named = |values: [(&str, &'static str); 3]| {
        values
            .into_iter()
            .map(|(value, words)| (value.to_owned(), words.into()))
            .collect()
    };
    let mut filters = vec![
        choice(
            "role",
            td_string!(l, users.role),
            named([
                ("superuser", td_string!(l, users.role_superuser)),
                ("staff", td_string!(l, users.role_staff)),
                ("member", td_string!(l, users.role_member)),
            ]),
        ),
        choice(
            "state",
            td_string!(l, users.state),
            named([
                ("active", td_string!(l, users.state_active)),
                ("invited", td_string!(l, users.state_invited)),
                ("inactive", td_string!(l, users.state_inactive)),
            ]),
        ),
    ];
    if !groups.is_empty() {
        let values = groups
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone().into()));
        filters.push(choice(
            "group",
            td_string!(l, users.group),
            values.collect(),
        ));
    }
    if has_more_groups {
        filters.push(Filter {
            key: "group_name",
            label: td_string!(l, users.group_name).into(),
            kind: FilterKind::Text,
        });
    }
    filters.push(Filter {
        key: "department",
        label: td_string!(l, users.department).into(),
        kind: FilterKind::Text,
    });
    filters.push(Filter {
        key: "joined",
        label: td_string!(l, users.joined).into(),
        kind: FilterKind::TimeRange,
    });
    filters
}
