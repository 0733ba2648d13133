//! Who reaches an object: with whom it is shared, sharing it, and the way to the explainer. Any
//! page of an object leads here by one link.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_location, use_params_map};
use maud::html;

use super::{OutcomeNotice, expiry_words};
use crate::{
    auth::permissions::{Access, Grantee, Object, Share, ShareObject, get_access},
    facts::{language, may},
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    permission::{Permission, words::permission_words},
    system::audit_logs::words::entity_words,
    ui::{
        ButtonTone, Card, CardBody, Column, Columns, CopyId, Data, DateTimeField, Empty,
        ErrorSummary, FormActions, FormShell, GetForm, HiddenField, Icon, Inert, LinkButton,
        Loaded, PageHead, PlainSelect, PlainText, SideItem, SideItems, SideSearch, Submit,
        SubmitPlain, Table, TableFoot, TextField, Words, cell, link_markup, main_cell, row,
        time_ago,
    },
};

/// Who reaches an object.
pub struct AccessPage {
    access: Data<Access>,
}

impl AccessPage {
    pub fn data() -> Self {
        let params = use_params_map();
        let search = use_location().search;
        Self {
            access: Data::new(
                move || {
                    let (entity, id) = params.with(|params| {
                        let id = params.get("id").and_then(|id| id.parse().ok());
                        (
                            params.get("entity").unwrap_or_default(),
                            id.unwrap_or_default(),
                        )
                    });
                    (entity, id, search.get())
                },
                |(entity, id, search)| get_access(entity, id, search),
            ),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <OutcomeNotice />
            <Loaded data=this.access view=move |access| {
                page(access, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn page(access: Access, query: ListQuery) -> impl IntoView {
    let l = language();
    let object = access.object.clone();
    let path = paths::access(object.entity, object.id);
    let title = td_string!(l, access.access_title, name = object.name.clone());
    let kind = entity_words(l, object.entity.model());
    let open = paths::entity(object.entity.model(), object.id.into())
        .map(|href| view! { <LinkButton href label=td_string!(l, access.open_object) /> });
    let share = (!access.grantable.is_empty()).then(|| share(&access, &query, &path));
    view! {
        <PageHead title sub=kind>{open}</PageHead>
        <Columns
            main=ToChildren::to_children(move || view! {
                {shares(access.shares, query, path, !access.grantable.is_empty())}
                {share}
            })
            aside=ToChildren::to_children(move || view! { <Aside object /> })
            is_half=true
        />
    }
}

fn shares(page: Page<Share>, query: ListQuery, path: String, may_take: bool) -> AnyView {
    let l = language();
    if page.rows.is_empty() {
        return view! { <Empty text=td_string!(l, access.not_shared) /> }.into_any();
    }
    let columns = vec![
        Column::new(td_string!(l, access.shared_with), "main"),
        Column::new(td_string!(l, access.permission), ""),
        Column::new(td_string!(l, access.expires), "dim"),
        Column::new(td_string!(l, access.granted), "dim wide").sorted_by("granted"),
        Column::new(td_string!(l, access.act), "row-acts"),
    ];
    let Page {
        rows,
        before,
        after,
        now,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .map(|share| line(l, share, now, may_take))
        .collect_view()
        .into_any();
    let foot =
        view! { <TableFoot before after query=query.clone() path=path.clone() is_by_time=true /> }
            .into_any();
    view! {
        <Table columns query path label=td_string!(l, access.shared_with) default_sort=("granted", true) rows foot />
    }
    .into_any()
}

fn line(l: Locale, share: Share, now: Moment, may_take: bool) -> Inert {
    let (label, href, kind) = match share.grantee {
        Grantee::Person(named) => (
            named.name,
            may(Permission::ViewUser).then(|| paths::user(named.id)),
            td_string!(l, access.person),
        ),
        Grantee::Group(named) => (
            named.name,
            may(Permission::ViewGroup).then(|| paths::group(named.id)),
            td_string!(l, access.group),
        ),
    };
    let said = share
        .message
        .map(|message| format!(" · {message}"))
        .unwrap_or_default();
    let by = share.by.map(|by| format!(" · {by}")).unwrap_or_default();
    let sub = format!("{kind}{by}{said}");
    let away = format!("{}?share={}", paths::REMOVAL, share.id);
    row(html! {
        (main_cell(href.as_deref(), &label, &sub))
        (cell("", td_string!(l, access.permission), permission_words(l, share.permission)))
        (cell("dim", td_string!(l, access.expires), expiry_words(l, share.expires, now)))
        (cell("dim wide", td_string!(l, access.granted), time_ago(l, share.at, now)))
        td.row-acts { @if may_take { (link_markup(&away, td_string!(l, access.take_away_dots))) } }
    })
}

/// With whom, what, until when, and a word about it.
fn share(access: &Access, query: &ListQuery, path: &str) -> AnyView {
    let l = language();
    let people = access.people.iter().map(|(person, username)| SideItem {
        value: format!("user:{}", person.id),
        label: person.name.clone().into(),
        hint: username.clone().unwrap_or_default().into(),
        href: None,
    });
    let groups = access.groups.iter().map(|group| SideItem {
        value: format!("group:{}", group.id),
        label: group.name.clone().into(),
        hint: td_string!(l, access.group).into(),
        href: None,
    });
    let with = people.chain(groups).collect::<Vec<_>>();
    let what = access
        .grantable
        .iter()
        .map(|permission| SideItem {
            value: permission.codename().to_owned(),
            label: permission_words(l, *permission).into(),
            hint: permission.codename().into(),
            href: None,
        })
        .collect::<Vec<_>>();
    let (path, query) = (path.to_owned(), query.clone());
    let (model, id) = (access.object.entity.model(), access.object.id.to_string());
    view! {
        <Card title=td_string!(l, access.share)>
            <SideSearch path query key="find" label=td_string!(l, access.find_grantees) button=td_string!(l, access.find) />
            <FormShell action=ShareObject::url() class="side-form">
                <ErrorSummary />
                <HiddenField name="form[entity]" value=model />
                <HiddenField name="form[id]" value=id />
                <SideItems name="form[with][]" items=with empty=td_string!(l, access.nobody_found) />
                <SideItems name="form[codename][]" items=what empty="" />
                <CardBody>
                    <DateTimeField name="expires" label=td_string!(l, access.expires_utc) hint=td_string!(l, access.expires_hint) />
                    <TextField name="message" label=td_string!(l, access.message) max=500 hint=td_string!(l, access.message_hint) />
                </CardBody>
                <div class="side-acts"><FormActions><Submit label=td_string!(l, access.share) icon=Icon::Plus /></FormActions></div>
            </FormShell>
        </Card>
    }
    .into_any()
}

/// The link to hand over, and the two questions about this object.
#[component]
fn Aside(object: Object) -> impl IntoView {
    let l = language();
    let address = paths::access(object.entity, object.id);
    let asked = format!("{}:{}", object.entity.model(), object.id);
    let options: Vec<(String, Words)> = Permission::about(object.entity)
        .filter(|permission| permission.is_about_objects())
        .map(|permission| {
            let words = permission_words(l, permission);
            (permission.codename().to_owned(), words.into())
        })
        .collect();
    let holders = options.clone();
    let hidden = vec![("object", asked)];
    let also_hidden = hidden.clone();
    let may_ask = may(Permission::ViewPermission);
    let public = object
        .is_public
        .then(|| view! { <p>{td_string!(l, access.is_public)}</p> });
    view! {
        <Card title=td_string!(l, access.link)>
            <CardBody>{public}<CopyId value=address /></CardBody>
        </Card>
        {may_ask.then(|| view! {
            <Card title=td_string!(l, access.explain_title)>
                <CardBody>
                    <GetForm path=paths::PERMISSIONS hidden>
                        <PlainText name="who" label=td_string!(l, access.who) hint=td_string!(l, access.who_hint) />
                        <PlainSelect name="permission" label=td_string!(l, access.permission) options />
                        <FormActions><SubmitPlain label=td_string!(l, access.explain) tone=ButtonTone::Plain /></FormActions>
                    </GetForm>
                </CardBody>
            </Card>
        })}
        <Card title=td_string!(l, access.who_may)>
            <CardBody>
                <GetForm path=paths::HOLDERS hidden=also_hidden>
                    <PlainSelect name="permission" label=td_string!(l, access.permission) options=holders is_second=true />
                    <FormActions><SubmitPlain label=td_string!(l, access.show) tone=ButtonTone::Plain /></FormActions>
                </GetForm>
            </CardBody>
        </Card>
    }
}
