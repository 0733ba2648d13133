//! One organization: the head and the tabs that its pages share, what is known of it, and what
//! was done to it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{id_of_address, list::state_markup};
use crate::{
    auth::{
        organizations::{
            DeactivateOrganization, Organization, ReactivateOrganization, get_organization,
        },
        sessions::SwitchOrganization,
    },
    error::Usage,
    facts::{self, language, may},
    i18n::*,
    list::Count,
    paths,
    permission::{Permission, Role},
    system::audit_logs::{
        History, HistoryLines, OrganizationActivity, RecentLines, load_history,
        load_recent_of_organization,
    },
    ui::{
        ActionButton, ButtonTone, Card, CardBody, Code, Columns, CopyId, Data, Dim, Done, Fact,
        Facts, HiddenField, Hint, Icon, LinkButton, Loaded, PageHead, PlainForm, Submit, Tab, Tabs,
        TextLink, TimeAgo, TimeExact, count_words, inert,
    },
    usage::UsageLines,
};

type Found = Data<Organization>;

/// Asks again when the address changes, which it does whenever something was done here.
fn found() -> Found {
    Data::of_address(|id, _| get_organization(id))
}

/// Which of its pages is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Overview,
    Members,
    History,
}

/// Title, state, actions and tabs.
#[component]
pub fn Head(organization: Organization, part: Part) -> impl IntoView {
    let l = language();
    let id = organization.id;
    let members = match organization.members {
        Count::Exactly(rows) | Count::About(rows) => rows,
    };
    let tab = |of, label: &'static str, href, count| Tab {
        label: label.into(),
        href,
        is_current: part == of,
        count,
    };
    let tabs = vec![
        tab(
            Part::Overview,
            td_string!(l, organizations.overview),
            paths::organization(id),
            None,
        ),
        tab(
            Part::Members,
            td_string!(l, organizations.members),
            paths::organization_members(id),
            Some(members),
        ),
        tab(
            Part::History,
            td_string!(l, organizations.history),
            paths::organization_history(id),
            None,
        ),
    ];
    view! {
        <PageHead
            title=organization.name
            sub=organization.description
            state=inert(state_markup(l, organization.is_active)).into_any()
            trail=vec![(td_string!(l, organizations.title).into(), paths::ORGANIZATIONS.to_owned())]
        >
            {can_act_in(id).then(|| view! {
                // What follows is a whole new page: everything on it belongs there.
                <PlainForm action=SwitchOrganization::url() class="act">
                    <HiddenField name="form[organization_id]" value=id.to_string() />
                    <Submit label=td_string!(l, organizations.act_here) tone=ButtonTone::Plain icon=Icon::Organization />
                </PlainForm>
            })}
            {may(Permission::DeleteOrganization).then(|| view! {
                <LinkButton href=paths::organization_delete(id) label=td_string!(l, organizations.delete) icon=Icon::Trash />
            })}
            <LinkButton href=paths::organization_edit(id) label=td_string!(l, organizations.edit) tone=ButtonTone::Primary icon=Icon::Edit shortcut="edit" />
        </PageHead>
        <Tabs items=tabs label=td_string!(l, organizations.title) />
    }
}

/// Superusers act in one organization at a time or in all.
fn can_act_in(id: i32) -> bool {
    use_context::<facts::Facts>()
        .and_then(|facts| facts.person)
        .is_some_and(|person| {
            person.role == Role::Superuser && person.organization.is_none_or(|(own, _)| own != id)
        })
}

/// Facts, settings, what depends on it, and whether its people may come in.
pub struct OrganizationPage {
    organization: Found,
    acts: RecentLines,
}

impl OrganizationPage {
    pub fn data() -> Self {
        Self {
            organization: found(),
            acts: load_recent_of_organization(id_of_address()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Loaded data=this.organization view=move |organization| {
                overview(organization, acts).into_any()
            } />
        }
        .into_any()
    }
}

fn overview(organization: Organization, acts: RecentLines) -> impl IntoView {
    let usages = organization.usages.clone();
    let beside = organization.clone();
    view! {
        <Head organization=organization.clone() part=Part::Overview />
        <Columns
            main=Box::new(move || view! { <Details organization /> }.into_any())
            aside=Box::new(move || {
                view! {
                    <Dependents usages />
                    <Access organization=beside />
                    <OrganizationActivity acts />
                }
                .into_any()
            })
        />
    }
}

#[component]
fn Details(organization: Organization) -> impl IntoView {
    let l = language();
    let Organization {
        id,
        members,
        groups,
        created_at,
        updated_at,
        now,
        ..
    } = organization;
    let settings = match organization.settings {
        Some(text) => {
            view! { <Code label=td_string!(l, organizations.settings) text /> }.into_any()
        }
        None => view! { <Dim>{td_string!(l, organizations.no_settings)}</Dim> }.into_any(),
    };
    view! {
        <Card title=td_string!(l, organizations.details)>
            <Facts>
                <Fact term=td_string!(l, organizations.id)><CopyId value=id.to_string() /></Fact>
                <Fact term=td_string!(l, organizations.members)>
                    <TextLink href=paths::organization_members(id) label=count_words(l, members) />
                </Fact>
                <Fact term=td_string!(l, organizations.groups)>{count_words(l, groups)}</Fact>
                <Fact term=td_string!(l, organizations.created)><TimeExact at=created_at /></Fact>
                <Fact term=td_string!(l, organizations.updated)>
                    <TimeExact at=updated_at />
                    <br />
                    <Hint><TimeAgo at=updated_at now /></Hint>
                </Fact>
            </Facts>
        </Card>
        <Card title=td_string!(l, organizations.settings)><CardBody>{settings}</CardBody></Card>
    }
}

#[component]
fn Dependents(usages: Vec<Usage>) -> impl IntoView {
    let l = language();
    view! {
        <Card title=td_string!(l, organizations.depends)>
            {if usages.is_empty() {
                view! { <CardBody><Dim>{td_string!(l, organizations.nothing_depends)}</Dim></CardBody> }.into_any()
            } else {
                view! { <UsageLines usages /> }.into_any()
            }}
        </Card>
    }
}

/// Says what deactivating does, by number, beside the button that does it; it can be undone, so
/// nothing else asks.
#[component]
fn Access(organization: Organization) -> impl IntoView {
    let l = language();
    let id = organization.id;
    let members = count_words(l, organization.members);
    let hidden = vec![("form[id]", id.to_string())];
    if !may(Permission::DeleteOrganization) {
        return ().into_any();
    }
    let undo = (!organization.is_own).then(|| undo(id, organization.is_active));
    let act = if organization.is_own {
        view! { <p><Dim>{td_string!(l, organizations.deactivate_own)}</Dim></p> }.into_any()
    } else if organization.is_active {
        let action = DeactivateOrganization::url();
        view! {
            <p><Dim>{td_string!(l, organizations.deactivate_affects, members)}</Dim></p>
            <ActionButton action label=td_string!(l, organizations.deactivate) hidden tone=ButtonTone::Danger />
        }
        .into_any()
    } else {
        let action = ReactivateOrganization::url();
        view! {
            <p><Dim>{td_string!(l, organizations.inactive_means, members)}</Dim></p>
            <ActionButton action label=td_string!(l, organizations.reactivate) hidden />
        }
        .into_any()
    };
    view! {
        <Card title=td_string!(l, organizations.access)>
            <CardBody>{act}</CardBody>
        </Card>
        {undo}
    }
    .into_any()
}

/// Says that it was just deactivated or reactivated, and takes it back.
fn undo(id: i32, is_active: bool) -> AnyView {
    let hidden = vec![("form[id]", id.to_string())];
    if is_active {
        let undo = DeactivateOrganization::url();
        view! { <Done done="reactivated" undo hidden /> }.into_any()
    } else {
        let undo = ReactivateOrganization::url();
        view! { <Done done="deactivated" undo hidden /> }.into_any()
    }
}

/// What was done to it.
pub struct OrganizationHistoryPage {
    organization: Found,
    page: HistoryLines,
}

impl OrganizationHistoryPage {
    pub fn data() -> Self {
        let page = load_history("organization", id_of_address());
        Self {
            organization: found(),
            page,
        }
    }

    pub fn view(this: Self) -> AnyView {
        let page = this.page;
        view! {
            <Loaded data=this.organization view=move |organization| {
                let id = organization.id;
                view! {
                    <Head organization part=Part::History />
                    <History entity_type="organization" entity_id=id page />
                }
                .into_any()
            } />
        }
        .into_any()
    }
}
