//! `/kit`: every piece in every state, for developers and for the eye.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use serde_json::json;

use super::*;
use crate::{
    error::AppError,
    facts::{Facts, language},
    list::ListQuery,
    moment::Moment,
};

/// The kit; not found outside of development.
pub struct KitPage;

#[lazy_route]
impl LazyRoute for KitPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        if use_context::<Facts>().is_some_and(|facts| facts.development) {
            view! { <Kit /> }.into_any()
        } else {
            view! { <ErrorState error=AppError::NotFound /> }.into_any()
        }
    }
}

#[component]
fn Kit() -> impl IntoView {
    let now = Moment(1_795_482_060_318);
    view! {
        <PageHead title="Kit" sub="Every piece in every state">
            <LinkButton href="#" label="Plain" icon=Icon::Download />
            <LinkButton href="#" label="Primary" tone=ButtonTone::Primary icon=Icon::Plus />
            <LinkButton href="#" label="Ghost" tone=ButtonTone::Ghost />
            <LinkButton href="#" label="Danger" tone=ButtonTone::Danger icon=Icon::Trash />
        </PageHead>
        <Tabs label="Tabs" items=vec![
            Tab { label: "Overview".into(), href: "#".into(), is_current: true, count: None },
            Tab { label: "Members".into(), href: "#".into(), is_current: false, count: Some(12) },
        ] />
        <Columns
            main=Box::new(move || view! { <KitMain now /> }.into_any())
            aside=Box::new(move || view! { <KitAside now /> }.into_any())
        />
    }
}

#[component]
fn KitMain(now: Moment) -> impl IntoView {
    let l = language();
    let query = ListQuery::parse("state=on&sort=-name");
    let filters = vec![
        Filter {
            key: "state",
            label: "State".into(),
            kind: FilterKind::Choice(vec![("on".into(), "Active".into()), ("off".into(), "Inactive".into())]),
        },
        Filter { key: "since", label: "Time".into(), kind: FilterKind::TimeRange },
        Filter { key: "owner", label: "Owner".into(), kind: FilterKind::Text },
    ];
    let rows = [("门店销售明细 2025", Tone::Ok), ("customer-support-tickets", Tone::Run), ("loan-applications-raw", Tone::Bad)]
        .map(|(name, tone)| view! {
            <Row>
                <MainCell href=Some("#".to_owned()) label=name sub="v14" />
                <Cell class="state"><Badge tone label="State" /></Cell>
                <Cell class="num" label="Rows">{short_number(l, 412_613_002)}</Cell>
                <Cell class="dim"><TimeAgo at=Moment(now.0 - 240_000) now /></Cell>
            </Row>
        })
        .into_iter()
        .collect_view()
        .into_any();
    let foot = view! {
        <TableFoot query=query.clone() path="/kit" before=None after=Some("x".to_owned()) note="sorted by name" />
    }
    .into_any();
    view! {
        <FilterBar path="/kit" query=query.clone() search_label="Search" filters columns=vec![("rows", "Rows".into(), true)] />
        <Table
            columns=vec![
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
        <Card title="Fields">
            <CardBody>
                <PlainForm action="/kit" class="form">
                    <TextField name="text" label="Text" hint="With a hint" required=true value="typed" />
                    <TextArea name="area" label="Several lines" />
                    <PasswordField name="secret" label="Password" />
                    <SelectField name="choice" label="Choice" options=vec![("a".into(), "A".into()), ("b".into(), "B".into())] value="b" />
                    <CheckboxField name="box" label="Box" hint="With a hint" checked=true />
                    <JsonField name="json" label="JSON" value="{}" />
                    <MoreFields title="More"><TextField name="rare" label="Rare" /></MoreFields>
                    <FormActions><Submit label="Send" /><CancelLink href="/kit" /></FormActions>
                </PlainForm>
            </CardBody>
        </Card>
        <Card title="Nothing"><Empty text="Nothing is here yet."><LinkButton href="#" label="Make one" tone=ButtonTone::Primary /></Empty></Card>
        <Card title="Waiting"><Skeleton /></Card>
    }
}

#[component]
fn KitAside(now: Moment) -> impl IntoView {
    let tones = [Tone::Mute, Tone::Ok, Tone::Run, Tone::Warn, Tone::Bad];
    view! {
        <Card title="Facts" hint="five">
            <Facts>
                <Fact term="Id"><CopyId value="ds_48213" /></Fact>
                <Fact term="Owner"><Who name="林晓" href="#" sub="linxiao" /></Fact>
                <Fact term="Exact"><TimeExact at=now /></Fact>
                <Fact term="Never"><MaybeTime at=None now /></Fact>
                <Fact term="Tags"><Tag label="sales" /><Tag label="daily" /></Fact>
            </Facts>
        </Card>
        <Card title="States"><CardBody>{tones.map(|tone| view! { <Badge tone label="Word" /> }).into_iter().collect_view()}</CardBody></Card>
        {tones.map(|tone| view! { <Notice tone>"Something to know."</Notice> }).into_iter().collect_view()}
        <Card title="Changes">
            <Difference changes=changes(&json!({"status": "staging"}), &json!({"status": "production", "alias": "champion"})) />
        </Card>
    }
}
