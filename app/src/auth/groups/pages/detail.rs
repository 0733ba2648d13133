//! One group: what it is and grants; and its history. Its other tabs are pages of their own.

use leptos::prelude::*;

use super::id_of_address;
use crate::{
    auth::groups::{COUNTED, Group, get_group},
    facts::language,
    i18n::*,
    list::Count,
    paths,
    permission::{Entity, Permission, words::permission_words},
    system::audit_logs::{History, HistoryLines, load_history, words::entity_words},
    ui::{
        ButtonTone, Card, CardBody, Columns, Data, Fact, Facts, Icon, LinkButton, Loaded, PageHead,
        Tab, Tabs, Tag, TextFact, TimeExact, count_words,
    },
    usage::up_to,
};

/// A group that is being asked for.
pub type Found = Data<Group>;

/// Asks for the group of the address.
pub fn found() -> Found {
    let id = id_of_address();
    Data::new(move || id.get(), get_group)
}

/// The tabs of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Overview,
    Members,
    Permissions,
    Objects,
    History,
}

/// One group.
pub struct GroupPage {
    group: Found,
}

impl GroupPage {
    pub fn data() -> Self {
        Self { group: found() }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.group view=|group| overview(group).into_any() /> }.into_any()
    }
}

/// What was done to one group.
pub struct GroupHistoryPage {
    group: Found,
    page: HistoryLines,
}

impl GroupHistoryPage {
    pub fn data() -> Self {
        Self {
            group: found(),
            page: load_history(Entity::Group.model(), id_of_address()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let page = this.page;
        view! {
            <Loaded data=this.group view=move |group| {
                let id = group.id;
                view! {
                    <Head group part=Part::History />
                    <History entity_type=Entity::Group.model() entity_id=id page />
                }
                .into_any()
            } />
        }
        .into_any()
    }
}

/// Name, what can be done, and the tabs.
#[component]
pub fn Head(group: Group, part: Part) -> impl IntoView {
    let l = language();
    let id = group.id;
    let members = match group.members {
        Count::Exactly(n) | Count::About(n) => n,
    };
    let permissions = i64::try_from(group.permissions.len()).unwrap_or_default();
    let tab = |label: &'static str, href, this, count| Tab {
        label: label.into(),
        href,
        is_current: part == this,
        count,
    };
    let mut tabs = vec![
        tab(
            td_string!(l, groups.overview),
            paths::group(id),
            Part::Overview,
            None,
        ),
        tab(
            td_string!(l, groups.members),
            paths::group_members(id),
            Part::Members,
            Some(members),
        ),
        tab(
            td_string!(l, groups.permissions),
            paths::group_permissions(id),
            Part::Permissions,
            Some(permissions),
        ),
        tab(
            td_string!(l, groups.objects),
            paths::group_objects(id),
            Part::Objects,
            Some(group.objects),
        ),
    ];
    if crate::facts::may(Permission::ViewAuditLog) {
        tabs.push(tab(
            td_string!(l, groups.history),
            paths::group_history(id),
            Part::History,
            None,
        ));
    }
    let trail = vec![(td_string!(l, groups.title).into(), paths::GROUPS.to_owned())];
    view! {
        <PageHead title=group.name.clone() sub=group.organization trail>
            <LinkButton href=paths::access(Entity::Group, id) label=td_string!(l, access.who_has_access) icon=Icon::Key />
            {group.may_delete.then(|| view! {
                <LinkButton href=paths::group_delete(id) label=td_string!(l, groups.delete) tone=ButtonTone::Danger />
            })}
            {group.may_change.then(|| view! {
                <LinkButton href=paths::group_edit(id) label=td_string!(l, groups.edit) icon=Icon::Edit tone=ButtonTone::Primary shortcut="edit" />
            })}
        </PageHead>
        <Tabs items=tabs label=group.name />
    }
}

fn overview(group: Group) -> impl IntoView {
    let l = language();
    let aside = group.clone();
    view! {
        <Head group=group.clone() part=Part::Overview />
        <Columns
            main=ToChildren::to_children(move || view! {
                <Card title=td_string!(l, groups.description)>
                    <CardBody><p>{if group.description.is_empty() { "—".to_owned() } else { group.description }}</p></CardBody>
                </Card>
                <Granted permissions=group.permissions />
            })
            aside=ToChildren::to_children(move || view! { <Aside group=aside /> })
        />
    }
}

/// What its members may do because of it, by kind.
#[component]
fn Granted(permissions: Vec<Permission>) -> impl IntoView {
    let l = language();
    let body = if permissions.is_empty() {
        view! { <CardBody><p class="dim">{td_string!(l, groups.grants_nothing)}</p></CardBody> }
            .into_any()
    } else {
        let lines = Entity::ALL
            .iter()
            .filter_map(|entity| {
                let of_kind: Vec<_> = permissions
                    .iter()
                    .filter(|permission| permission.entity() == Some(*entity))
                    .map(|permission| view! { <Tag label=permission_words(l, *permission) /> })
                    .collect();
                (!of_kind.is_empty()).then(|| {
                    view! { <Fact term=entity_words(l, entity.model())>{of_kind}</Fact> }
                })
            })
            .collect_view();
        view! { <Facts>{lines}</Facts> }.into_any()
    };
    view! { <Card title=td_string!(l, groups.grants)>{body}</Card> }
}

#[component]
fn Aside(group: Group) -> impl IntoView {
    let l = language();
    view! {
        <Card title=td_string!(l, groups.facts)>
            <Facts>
                <TextFact term=td_string!(l, groups.organization) value=Some(group.organization) />
                <TextFact term=td_string!(l, groups.members) value=Some(count_words(l, group.members)) />
                <TextFact term=td_string!(l, groups.objects) value=Some(up_to(group.objects, COUNTED)) />
                <Fact term=td_string!(l, groups.created)><TimeExact at=group.created_at /></Fact>
                <Fact term=td_string!(l, groups.updated)><TimeExact at=group.updated_at /></Fact>
            </Facts>
        </Card>
    }
}
