//! The list of people: for those who administer them with everything it can be narrowed and
//! sorted by, for everybody else the names of their colleagues.

use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_location, lazy_route};

use crate::{
    auth::users::{
        UserFacts, UserList, UserRow, list_users,
        words::{role_words, state_tone, state_words},
    },
    error::AppError,
    facts::{self, Facts, language},
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    permission::Permission,
    ui::{
        Badge, ButtonTone, Cell, Column, Empty, Filter, FilterBar, FilterKind, Icon, LinkButton,
        Loaded, MainCell, MaybeTime, PageHead, PickCell, Picked, Row, Table, TableFoot, TimeAgo,
        Words, column_shown, count_words,
    },
};

/// The list of people.
pub struct UsersPage {
    list: Resource<Result<UserList, AppError>>,
}

#[lazy_route]
impl LazyRoute for UsersPage {
    fn data() -> Self {
        let search = use_location().search;
        Self { list: Resource::new(move || search.get(), list_users) }
    }

    fn view(this: Self) -> AnyView {
        let search = use_location().search;
        let view = move |list: UserList| {
            let query = ListQuery::parse(&search.get_untracked());
            if facts::may(Permission::ViewUser) {
                administered(list, query)
            } else {
                colleagues(list, query)
            }
        };
        view! { <Loaded resource=this.list view /> }.into_any()
    }
}

/// The form that the picked rows belong to.
const PICKED: &str = "picked";

/// The whole list, for those who administer it.
fn administered(list: UserList, query: ListQuery) -> AnyView {
    let l = language();
    let count = count_words(l, list.page.count);
    let export = format!("{}{}", paths::USERS_CSV, query.to_search());
    let is_empty = list.page.rows.is_empty();
    let described = described(l);
    let columns = described
        .iter()
        .map(|column| (column.key, column.words.into(), column.is_default))
        .collect::<Vec<(&'static str, Words, bool)>>();
    view! {
        <PageHead title=td_string!(l, users.title) sub=td_string!(l, users.people, count)>
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
            filters=filters(l, &list.groups)
            columns
        />
        {if is_empty { nobody(l, &query) } else { table(l, list.page, query, &described) }}
    }
    .into_any()
}

/// The names of colleagues.
fn colleagues(list: UserList, query: ListQuery) -> AnyView {
    let l = language();
    let own = use_context::<Facts>().and_then(|facts| facts.person).map(|person| person.user_id);
    let Page { rows, before, after, count, .. } = list.page;
    let count = count_words(l, count);
    let is_empty = rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|user| {
            let href = (Some(user.id) == own).then(|| paths::PROFILE.to_owned());
            view! { <Row><MainCell href label=user.name /></Row> }
        })
        .collect_view()
        .into_any();
    let columns = vec![Column::new(td_string!(l, users.name), "main").sorted_by("name")];
    let foot =
        view! { <TableFoot query=query.clone() path=paths::USERS before after /> }.into_any();
    view! {
        <PageHead title=td_string!(l, users.colleagues) sub=td_string!(l, users.people, count) />
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

/// By name, upwards.
const DEFAULT_SORT: (&str, bool) = ("name", false);

/// A column beside the name.
struct Described {
    key: &'static str,
    words: &'static str,
    /// Its name where the list sorts by it.
    sort: Option<&'static str>,
    class: &'static str,
    /// Whether it is shown unasked.
    is_default: bool,
}

impl Described {
    fn is_shown(&self, query: &ListQuery) -> bool {
        column_shown(query, self.key, self.is_default)
    }
}

fn described(l: Locale) -> Vec<Described> {
    let acts_in_all = use_context::<Facts>()
        .and_then(|facts| facts.person)
        .is_some_and(|person| person.organization.is_none());
    let sorted = |key, words, class, is_default| Described {
        key,
        words,
        sort: Some(key),
        class,
        is_default,
    };
    let plain = |key, words, class, is_default| Described {
        key,
        words,
        sort: None,
        class,
        is_default,
    };
    let mut columns = vec![
        plain("state", td_string!(l, users.state), "state", true),
        plain("role", td_string!(l, users.role), "", true),
        sorted("username", td_string!(l, users.username), "dim mid", true),
        sorted("email", td_string!(l, users.email), "dim wide", false),
        plain("department", td_string!(l, users.department), "dim wide", true),
        plain("position", td_string!(l, users.position), "dim wide", false),
        sorted("joined", td_string!(l, users.joined), "dim wide", false),
        sorted("last_sign_in", td_string!(l, users.last_sign_in), "dim wide", true),
    ];
    if acts_in_all {
        let organization =
            plain("organization", td_string!(l, users.organization), "dim wide", true);
        columns.insert(4, organization);
    }
    columns
}

/// The table itself.
fn table(l: Locale, page: Page<UserRow>, query: ListQuery, described: &[Described]) -> AnyView {
    let is_shown =
        |key: &str| described.iter().any(|column| column.key == key && column.is_shown(&query));
    let shown = Shown {
        state: is_shown("state"),
        role: is_shown("role"),
        username: is_shown("username"),
        email: is_shown("email"),
        organization: is_shown("organization"),
        department: is_shown("department"),
        position: is_shown("position"),
        joined: is_shown("joined"),
        last_sign_in: is_shown("last_sign_in"),
    };
    let mut columns = vec![
        Column::new(td_string!(l, users.pick), "pick"),
        Column::new(td_string!(l, users.name), "main").sorted_by("name"),
    ];
    columns.extend(described.iter().filter(|column| column.is_shown(&query)).map(|column| {
        let head = Column::new(column.words, column.class);
        match column.sort {
            Some(sort) => head.sorted_by(sort),
            None => head,
        }
    }));
    let Page { rows, before, after, now, .. } = page;
    let rows = rows
        .into_iter()
        .filter_map(|UserRow { id, name, facts }| Some(line(l, id, name, facts?, shown, now)))
        .collect_view()
        .into_any();
    let is_by_time = query.sort().is_some_and(|(by, _)| by == "joined" || by == "last_sign_in");
    let foot = view! {
        <TableFoot query=query.clone() path=paths::USERS before after is_by_time>
            <Picked
                id=PICKED
                path=paths::USERS_CSV
                words=td_string!(l, users.picked)
                label=td_string!(l, users.export_picked)
            />
        </TableFoot>
    }
    .into_any();
    view! {
        <Table
            columns
            query
            path=paths::USERS
            label=td_string!(l, users.title)
            default_sort=DEFAULT_SORT
            rows
            foot
        />
    }
    .into_any()
}

/// The columns that the reader chose.
#[derive(Clone, Copy)]
struct Shown {
    state: bool,
    role: bool,
    username: bool,
    email: bool,
    organization: bool,
    department: bool,
    position: bool,
    joined: bool,
    last_sign_in: bool,
}

fn line(
    l: Locale,
    id: i32,
    name: String,
    facts: UserFacts,
    shown: Shown,
    now: Moment,
) -> impl IntoView {
    let (tone, icon) = state_tone(facts.state);
    let label = td_string!(l, users.pick_one, name = name.clone());
    view! {
        <Row>
            <PickCell form=PICKED value=id.to_string() label />
            <MainCell href=Some(paths::user(id)) label=name />
            {shown.state.then(|| view! {
                <Cell class="state"><Badge tone label=state_words(l, facts.state) icon /></Cell>
            })}
            {shown.role.then(|| view! { <Cell>{role_words(l, facts.role)}</Cell> })}
            {shown.username.then(|| view! { <Cell class="dim mid">{facts.username}</Cell> })}
            {shown.email.then(|| view! { <Cell class="dim wide">{facts.email}</Cell> })}
            {shown.organization.then(|| view! {
                <Cell class="dim wide">{stated(facts.organization)}</Cell>
            })}
            {shown.department.then(|| view! {
                <Cell class="dim wide">{stated(facts.department)}</Cell>
            })}
            {shown.position.then(|| view! {
                <Cell class="dim wide">{stated(facts.position)}</Cell>
            })}
            {shown.joined.then(|| view! {
                <Cell class="dim wide"><TimeAgo at=facts.joined now /></Cell>
            })}
            {shown.last_sign_in.then(|| view! {
                <Cell class="dim wide"><MaybeTime at=facts.last_sign_in now /></Cell>
            })}
        </Row>
    }
}

/// Unknown is an em dash.
fn stated(fact: Option<String>) -> String {
    fact.unwrap_or_else(|| "—".to_owned())
}

/// Nobody to show: because of the filters, or because nobody is here.
fn nobody(l: Locale, query: &ListQuery) -> AnyView {
    if query.is_narrowed() {
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
fn filters(l: Locale, groups: &[(i32, String)]) -> Vec<Filter> {
    let choice = |key, label: &'static str, values: Vec<(String, Words)>| Filter {
        key,
        label: label.into(),
        kind: FilterKind::Choice(values),
    };
    let named = |values: [(&str, &'static str); 3]| {
        values.into_iter().map(|(value, words)| (value.to_owned(), words.into())).collect()
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
        let values = groups.iter().map(|(id, name)| (id.to_string(), name.clone().into()));
        filters.push(choice("group", td_string!(l, users.group), values.collect()));
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
