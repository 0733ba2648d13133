//! Who is in a group: a picker of two sides. Adding is done at once; taking somebody out leads to
//! the page that says what they would lose.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::detail::{Head, Part};
use crate::{
    auth::{
        groups::{AddMembers, Group, Member, Members, get_group, list_group_members},
        permissions::OutcomeNotice,
    },
    facts::{language, may},
    i18n::*,
    list::ListQuery,
    paths,
    permission::{Permission, words::permission_words},
    ui::{
        ButtonTone, Data, FormShell, HiddenField, Icon, Loaded, Notice, Side, SideForm, SideItem,
        SideItems, SideSearch, Sides, Submit, SubmitPlain, TableFoot, Tone, count_words,
    },
};

/// Members of one group.
pub struct GroupMembersPage {
    loaded: Data<(Group, Members)>,
}

impl GroupMembersPage {
    pub fn data() -> Self {
        Self {
            loaded: Data::of_address(|id, search| async move {
                Ok((get_group(id).await?, list_group_members(id, search).await?))
            }),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <OutcomeNotice />
            <Loaded data=this.loaded view=move |(group, members)| {
                let query = ListQuery::parse(&search.read_untracked());
                page(group, members, query).into_any()
            } />
        }
        .into_any()
    }
}

fn page(group: Group, members: Members, query: ListQuery) -> impl IntoView {
    let may_change = group.may_change;
    view! {
        <Head group=group.clone() part=Part::Members />
        <Sides>
            {may_change.then(|| outside(&group, members.outside, members.beyond, &query))}
            {inside(&group, members.inside, &query)}
        </Sides>
    }
}

fn item(member: Member, hint: String) -> SideItem {
    SideItem {
        value: member.id.to_string(),
        label: member.name.into(),
        hint: hint.into(),
        href: may(Permission::ViewUser).then(|| paths::user(member.id)),
    }
}

fn outside(
    group: &Group,
    people: Vec<Member>,
    beyond: Vec<Permission>,
    query: &ListQuery,
) -> AnyView {
    let l = language();
    let id = group.id.to_string();
    let path = paths::group_members(group.id);
    let items = people
        .into_iter()
        .map(|member| {
            let username = member.username.clone().unwrap_or_default();
            item(member, username)
        })
        .collect();
    let search = view! {
        <SideSearch path query=query.clone() key="find" label=td_string!(l, groups.find_people) button=td_string!(l, groups.find) />
    }
    .into_any();
    let body = if beyond.is_empty() {
        view! {
            <FormShell action=AddMembers::url() class="side-form">
                <HiddenField name="form[group_id]" value=id />
                <SideItems name="form[id][]" items empty=td_string!(l, groups.nobody_to_add) />
                <div class="side-acts"><Submit label=td_string!(l, groups.add_members) icon=Icon::Plus /></div>
            </FormShell>
        }
        .into_any()
    } else {
        let names: Vec<String> = beyond
            .into_iter()
            .map(|permission| permission_words(l, permission))
            .collect();
        let names = names.join(td_string!(l, access.comma));
        view! { <Notice tone=Tone::Warn><p>{td_string!(l, groups.beyond, names)}</p></Notice> }
            .into_any()
    };
    view! { <Side title=td_string!(l, groups.not_in_group) search>{body}</Side> }.into_any()
}

fn inside(group: &Group, page: crate::list::Page<Member>, query: &ListQuery) -> AnyView {
    let l = language();
    let path = paths::group_members(group.id);
    let count = count_words(l, page.count);
    let items: Vec<SideItem> = page
        .rows
        .into_iter()
        .map(|member| {
            let since = member
                .since
                .map(|since| td_string!(l, groups.since, when = since.date()))
                .unwrap_or_default();
            item(member, since)
        })
        .collect();
    let search = view! {
        <SideSearch path=path.clone() query=query.clone() key="q" label=td_string!(l, groups.search_members) button=td_string!(l, groups.find) />
    }
    .into_any();
    let is_empty = items.is_empty();
    let items = view! { <SideItems name="id" items empty=td_string!(l, groups.no_members) /> };
    let has_more = page.before.is_some() || page.after.is_some();
    let foot = has_more.then(|| {
        view! { <TableFoot before=page.before after=page.after query=query.clone() path /> }
    });
    let body = if group.may_change && !is_empty {
        let from = vec![("from", format!("group:{}", group.id))];
        view! {
            <SideForm path=paths::REMOVAL hidden=from>
                {items}
                <div class="side-acts"><SubmitPlain label=td_string!(l, groups.remove_members) tone=ButtonTone::Danger /></div>
            </SideForm>
        }
        .into_any()
    } else {
        items.into_any()
    };
    view! { <Side title=td_string!(l, groups.in_group) count search>{body}{foot}</Side> }.into_any()
}
